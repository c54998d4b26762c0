import { spanSchema } from '../../../src-core/protocol/distribution';

const units = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** A span as it is typed: `90s`, `5m`, `24h`, `1500ms`. Exact. */
export function spanText(ms: number): string {
  const [unit, size] = units.find(([, each]) => ms >= each && ms % each === 0) ?? ['ms', 1];
  return `${ms / size}${unit}`;
}

/** Reads a span that was typed; a plain number is milliseconds. Null when it is none. */
export function readSpan(text: string): number | null {
  const typed = text.replace(/\s/g, '');
  if (typed === '') return null;
  const parsed = spanSchema.safeParse(/^\d+(\.\d+)?$/.test(typed) ? Number(typed) : typed);
  return parsed.success ? parsed.data : null;
}
