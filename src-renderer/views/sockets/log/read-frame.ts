import type { LoggedFrame } from './logged-frame';

/** What is found in a frame. */
type FrameContent = Pick<LoggedFrame, 'bytes' | 'type' | 'jobId'> & {
  /** Of a request or its answer; '' = none. */
  ref: string;
};

/** Texts that come in frame after frame are kept once. */
const kept = new Map<string, string>();
const mostKept = 20_000;
const encoder = new TextEncoder();

/** Reads what the log tells of a frame: its size, its type, which job it names. */
export function readFrame({ way, data }: Pick<LoggedFrame, 'way' | 'data'>): FrameContent {
  if (typeof data !== 'string') return { bytes: data.byteLength, type: 'binary', jobId: '', ref: '' };
  const bytes = encoder.encode(data).byteLength;
  if (way !== 'sent' && way !== 'received') return { bytes, type: way, jobId: '', ref: '' };
  const frame = jsonObject(data);
  if (!frame) return { bytes, type: 'text', jobId: '', ref: '' };
  const { type, jobId, job, ref } = frame;
  return {
    bytes,
    type: typeof type === 'string' && type !== '' ? once(type) : 'text',
    jobId: textOf(jobId) || textOf((job as { id?: unknown } | null | undefined)?.id),
    ref: typeof ref === 'number' ? String(ref) : textOf(ref),
  };
}

/** A frame's fields; null when it is no JSON object. */
export function jsonObject(text: string): Record<string, unknown> | null {
  if (!/^\s*\{/.test(text)) return null;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? once(value) : '';
}

function once(text: string): string {
  const known = kept.get(text);
  if (known !== undefined) return known;
  if (kept.size >= mostKept) kept.clear();
  kept.set(text, text);
  return text;
}

/** The JSON value a text is; undefined when it is none. */
export function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
