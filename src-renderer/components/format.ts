const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A duration in the unit that suits it: `0.4 ms`, `85 ms`, `1.2 s`, `4 min 5 s`, `3 h 20 min`, `2 d 4 h`. Below 0 is 0. */
export function formatDuration(ms: number): string {
  // Each limit is where the unit below would round up to it.
  if (ms < 9.95) return `${trim(Math.max(0, ms))} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59.95 * second) return `${trim(ms / second)} s`;
  if (ms < hour - second / 2) return pair(ms, minute, 'min', second, 's');
  if (ms < day - minute / 2) return pair(ms, hour, 'h', minute, 'min');
  return pair(ms, day, 'd', hour, 'h');
}

/** How long ago, coarser than a duration so that it does not fidget: `now`, `12 s ago`, `4 min ago`, `in 3 h`. */
export function formatAgo(ms: number): string {
  const away = Math.abs(ms);
  if (away < 950) return 'now';
  // Half a second before the minute would round up to 60 s.
  const text =
    away < minute - second / 2
      ? `${Math.round(away / second)} s`
      : away < hour
        ? `${Math.max(1, Math.floor(away / minute))} min`
        : away < day
          ? `${Math.floor(away / hour)} h`
          : `${Math.floor(away / day)} d`;
  return ms < 0 ? `in ${text}` : `${text} ago`;
}

// Made once: a number format takes a hundred times longer to make than to use.
const [whole, tenths, hundredths] = [0, 1, 2].map(
  (maximumFractionDigits) => new Intl.NumberFormat('en', { maximumFractionDigits }),
) as [Intl.NumberFormat, Intl.NumberFormat, Intl.NumberFormat];

/** A number with its thousands apart: `12,345`; parts only below ten: `3.4`, `0.05`. */
export function formatCount(value: number): string {
  const size = Math.abs(value);
  if (size >= 10 || Number.isInteger(value)) return whole.format(value);
  return (size < 1 ? hundredths : tenths).format(value);
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** A number where there is little room: exact up to 9,999, then `12.3K`, `100K`, `4.5M`. */
export function formatCompact(value: number): string {
  return Math.abs(value) < 10_000 ? formatCount(value) : compact.format(value);
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** A size in the unit that suits it, thousands of 1,000: `812 B`, `1.2 kB`, `48 MB`. */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  // 999.95 would be written as 1000.0 of the unit below.
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value >= 10 || unit === 0 ? Math.round(value) : trim(value)} ${byteUnits[unit]}`;
}

/** A moment in this machine's time zone, to the millisecond: `2026-11-21 14:03:07.250`. */
export function formatDateTime(at: number): string {
  const time = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  return `${date} ${clock}.${String(time.getMilliseconds()).padStart(3, '0')}`;
}

/** Its clock alone: `14:03:07`. */
export function formatClock(at: number): string {
  return formatDateTime(at).slice(11, 19);
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
