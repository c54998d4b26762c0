import { formatDuration } from '../../../../components/format';

/** A time between two frames: `+0.4 ms`, `+1.2 s`. */
export function deltaText(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${formatDuration(Math.abs(ms))}`;
}
