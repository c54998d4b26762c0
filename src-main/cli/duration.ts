const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

/** A duration in one unit, for table cells: `0 s`, `59 s`, `3 min`, `2 h`, `12 d`; rounded down. */
export function coarseDuration(ms: number): string {
  for (const [name, unit] of units) if (ms >= unit) return `${Math.floor(ms / unit)} ${name}`;
  return '0 s';
}

/** A duration a person compares: `0.4 ms`, `85 ms`, `1.25 s`, `12.3 s`, `1 min 30 s`, `2 h 5 min`, `3 d 4 h`. */
export function fineDuration(ms: number): string {
  if (ms < 9.95) return `${trimmed(ms, 1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9995) return `${trimmed(ms / 1000, 2)} s`;
  if (ms < 59_950) return `${trimmed(ms / 1000, 1)} s`;
  const seconds = Math.round(ms / 1000) * 1000;
  const rank = units.findIndex(([, unit]) => seconds >= unit);
  const [, unit] = units[rank] as (typeof units)[number];
  const [restName, restUnit] = units[rank + 1] as (typeof units)[number];
  const rest = Math.floor((seconds % unit) / restUnit);
  return rest === 0 ? coarseDuration(seconds) : `${coarseDuration(seconds)} ${rest} ${restName}`;
}

/** A time as seen from `now` (both epoch ms): `3 s ago`, `in 5 min`, `now`. */
export function relativeTime(at: number, now: number): string {
  const distance = now - at;
  if (Math.abs(distance) < 1000) return 'now';
  return distance > 0 ? `${coarseDuration(distance)} ago` : `in ${coarseDuration(-distance)}`;
}

/** A time as ISO 8601. */
export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function trimmed(value: number, digits: number): string {
  return value.toFixed(digits).replace(/\.?0+$/, '');
}
