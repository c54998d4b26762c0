import type { Viewport } from './viewport';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const steps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 30].map((n) => n * minute),
  ...[1, 2, 6, 12].map((n) => n * hour),
  ...[1, 2, 7, 30, 90, 365].map((n) => n * day),
];

export interface AxisTick {
  at: number;
  /** Time since the job was submitted: `+1.25 s`. */
  label: string;
}

/** Where the axis has its ticks: round times since `origin`, about one each 96 px. */
export function axisTicks({ from, to }: Viewport, origin: number, width: number): AxisTick[] {
  const most = Math.max(1, Math.floor(width / 96));
  const step = steps.find((ms) => (to - from) / ms <= most) ?? (steps.at(-1) as number);
  const ticks: AxisTick[] = [];
  for (let offset = Math.ceil((from - origin) / step) * step; origin + offset <= to; offset += step)
    ticks.push({ at: origin + offset, label: offsetText(offset, step) });
  return ticks;
}

/** A time since the origin, as exact as `precision` (ms) asks for: `+250 ms`, `+1.25 s`, `+4:05`, `+1 d 02:00`. */
export function offsetText(offset: number, precision: number): string {
  const sign = offset < 0 ? '-' : '+';
  const ms = Math.round(Math.abs(offset));
  if (ms === 0) return '0';
  if (ms < second) return `${sign}${ms} ms`;
  const digits = precision >= second ? 0 : precision >= 100 ? 1 : precision >= 10 ? 2 : 3;
  if (ms < minute) return `${sign}${(ms / second).toFixed(digits)} s`;
  const seconds = ((ms % minute) / second).toFixed(digits).padStart(digits === 0 ? 2 : digits + 3, '0');
  if (ms < hour) return `${sign}${Math.floor(ms / minute)}:${seconds}`;
  const minutes = String(Math.floor((ms % hour) / minute)).padStart(2, '0');
  const clock = `${Math.floor((ms % day) / hour)}:${minutes}${precision < minute ? `:${seconds}` : ''}`;
  return ms < day ? `${sign}${clock}` : `${sign}${Math.floor(ms / day)} d ${clock.padStart(5, '0')}`;
}
