import type { Expectation, FrameMatch, Request } from '../collection';
import { shown, shownAt } from '../matching/shown';
import { spanWords } from './span-text';

/** How long a frame is waited for when nothing is said; ms. */
export const defaultWaitMs = 5000;

/** What a request is called: its own name, or what it sends. @param index its place in the collection, from 0 */
export function requestName({ name, message, text, base64, file }: Request, index: number): string {
  if (name !== undefined) return name;
  const type = isFields(message) ? message.type : undefined;
  if (typeof type === 'string') return type;
  const numbered = `request ${index + 1}`;
  if (file !== undefined) return `${numbered}: ${file}`;
  if (base64 !== undefined) return `${numbered}: binary`;
  if (text !== undefined || message !== undefined) return numbered;
  return `wait ${index + 1}`;
}

/** What an expectation is called: its own name, or what it says: `job_accepted comes within 5 s`. */
export function expectationName(expectation: Expectation): string {
  if (expectation.name !== undefined) return expectation.name;
  const { within } = expectation;
  const limit = within === undefined ? '' : ` within ${spanWords(within)}`;
  if ('none' in expectation) return `no ${matchName(expectation.none)} comes${limit}`;
  if ('order' in expectation)
    return `${expectation.order.map(matchName).join(', ')} come in this order${limit}`;
  return `${matchName(expectation)} comes${limit || ` within ${spanWords(defaultWaitMs)}`}`;
}

/** Which frames are meant, in short: `job_state (state "completed") on client`. */
export function matchName(match: FrameMatch): string {
  return match.on === undefined ? whichName(match) : `${whichName(match)} on ${match.on}`;
}

function whichName({ frame, text }: FrameMatch): string {
  if (text !== undefined) return `/${text}/`;
  const { type, ...rest } = frame ?? {};
  if (typeof type !== 'string') return shown(frame);
  // Ids and other variables say little to a reader.
  const telling = Object.entries(rest).filter(
    ([, value]) => typeof value !== 'object' && !String(value).includes('{{'),
  );
  const facts = telling.slice(0, 2).map(([key, value]) => `${key} ${shownAt([key], value)}`);
  return facts.length > 0 ? `${type} (${facts.join(', ')})` : type;
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
