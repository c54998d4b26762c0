const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A duration in the unit that suits it: `0.4 ms`, `85 ms`, `1.2 s`, `4 min 5 s`, `3 h 20 min`, `2 d 4 h`. */
export function formatDuration(ms: number): string {
  // Each limit is where the unit below would round up to it.
  if (ms < 9.95) return `${trim(ms)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59.95 * second) return `${trim(ms / second)} s`;
  if (ms < hour - second / 2) return pair(ms, minute, 'min', second, 's');
  if (ms < day - minute / 2) return pair(ms, hour, 'h', minute, 'min');
  return pair(ms, day, 'd', hour, 'h');
}

function trim(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '');
}

function pair(ms: number, unit: number, name: string, part: number, partName: string): string {
  const parts = Math.round(ms / part);
  const whole = Math.floor((parts * part) / unit);
  const rest = parts - (whole * unit) / part;
  return rest === 0 ? `${whole} ${name}` : `${whole} ${name} ${rest} ${partName}`;
}
