import { formatCount, formatDuration } from '../../../components/format';

/** `1 job`, `1,204 jobs`. */
export function jobs(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'job' : 'jobs'}`;
}

/** `1 job waits, 4 s`, `12 jobs wait, the oldest 48 s`. */
export function jobsWait(count: number, oldestMs: number | null = null): string {
  if (count === 1) return `1 job waits${oldestMs === null ? '' : `, ${formatDuration(oldestMs)} so far`}`;
  return `${jobs(count)} wait${oldestMs === null ? '' : `, the oldest ${formatDuration(oldestMs)}`}`;
}

/** A count over a time as a rate: `0.4/s`, `12/s`, `1,200/s`. */
export function perSecond(count: number, spanMs: number): string {
  return `${formatCount((count * 1000) / spanMs)}/s`;
}

/** A window in whole seconds or minutes: `50 s`, `5 min`. */
export function formatSpan(spanMs: number): string {
  const unitMs = spanMs < 90_000 ? 10_000 : 60_000;
  return formatDuration(Math.max(1, Math.round(spanMs / unitMs)) * unitMs);
}

/** The first line, cut at `limit` characters. */
export function shorten(text: string, limit = 90): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}
