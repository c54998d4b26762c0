import type { TraceEvent } from '../protocol/job';

/** A socket's frame as a trace tells of it. */
export interface TracedFrame {
  /** `submit_job`, `job_chunk`, ... */
  type: string;
  /** `in` = to the gateway. */
  direction: 'in' | 'out';
  /** Whose socket. */
  role: 'client' | 'worker' | 'monitor';
  connectionId: string;
  bytes: number;
  /** As sent, possibly cut. */
  text: string;
  /** The claim it is about, when it names one. */
  fence: number | null;
}

/** The frame an event of kind `frame` carries; null for other events. */
export function frameOf({ kind, detail }: TraceEvent): TracedFrame | null {
  if (kind !== 'frame' || typeof detail !== 'object' || detail === null) return null;
  const { type, direction, role, connectionId, bytes, text } = detail as Partial<
    Record<keyof TracedFrame, unknown>
  >;
  return {
    type: typeof type === 'string' ? type : 'frame',
    direction: direction === 'in' ? 'in' : 'out',
    role: role === 'worker' || role === 'monitor' ? role : 'client',
    connectionId: typeof connectionId === 'string' ? connectionId : '',
    bytes: typeof bytes === 'number' ? bytes : 0,
    text: typeof text === 'string' ? text : '',
    fence: fenceIn(text),
  };
}

// A cut text is no JSON any more; the fence stands near its beginning.
function fenceIn(text: unknown): number | null {
  const found = typeof text === 'string' ? /"fence":(\d+)/.exec(text) : null;
  return found ? Number(found[1]) : null;
}
