import { formatDuration } from '../../../components/format';

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/** A duration for a narrow cell: exact below a minute, then in whole minutes, hours or days: `1.2 s`, `17 min`, `3 h`. */
export function coarseDuration(ms: number): string {
  const unit = units.find(([, length]) => ms >= length);
  return unit ? `${Math.floor(ms / unit[1])} ${unit[0]}` : formatDuration(ms);
}
