import type { LoggedFrame } from './frames';
import { frameText } from './frame-text';

export const directions = ['sent', 'received', 'connection'] as const;
/** `connection`: what happened to connections, which is no frame. */
export type Direction = (typeof directions)[number];

/** What the log is narrowed to. Lists that are empty and texts that are '' narrow nothing. */
export interface LogFilter {
  /** Plain, in any case of letters; between slashes a regular expression: `/seq":1\d/`, `/x/i`. */
  text: string;
  types: readonly string[];
  direction: Direction | '';
  /** Names of connections. */
  connections: readonly string[];
  jobId: string;
}

export const noFilter: LogFilter = { text: '', types: [], direction: '', connections: [], jobId: '' };

export type Matches = (frame: LoggedFrame) => boolean;

export function isFiltered({ text, types, direction, connections, jobId }: LogFilter): boolean {
  return text !== '' || types.length > 0 || direction !== '' || connections.length > 0 || jobId !== '';
}

export function directionOf({ way }: Pick<LoggedFrame, 'way'>): Direction {
  return way === 'sent' || way === 'received' ? way : 'connection';
}

/** What is wrong with the text as a regular expression; null when nothing is, or it is none. */
export function textFault(text: string): string | null {
  try {
    textForm(text);
    return null;
  } catch (error) {
    return (error as Error).message.replace(/^Invalid regular expression: /, '');
  }
}

/** Whether a frame is one of those asked for. A regular expression that is wrong finds nothing. */
export function matcher(filter: LogFilter): Matches {
  const { direction, jobId } = filter;
  const [types, connections] = [new Set(filter.types), new Set(filter.connections)];
  let form: RegExp | null;
  try {
    form = textForm(filter.text);
  } catch {
    return () => false;
  }
  // The cheap questions first.
  return (frame) =>
    (jobId === '' || frame.jobId === jobId) &&
    (types.size === 0 || types.has(frame.type)) &&
    (connections.size === 0 || connections.has(frame.connection)) &&
    (direction === '' || directionOf(frame) === direction) &&
    (form === null || form.test(frameText(frame.data)));
}

/** @throws {SyntaxError} a regular expression that is none */
function textForm(text: string): RegExp | null {
  if (text === '') return null;
  const regular = /^\/(.+)\/([imsu]*)$/s.exec(text);
  if (regular) return new RegExp(regular[1] as string, regular[2]);
  return new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'i');
}
