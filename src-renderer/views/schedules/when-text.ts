import type { Schedule } from '../../../src-core/protocol/schedules';
import { formatDateTime, formatDuration } from '../../components/format';

/** When a schedule ticks, in few words: `30 2 * * *, Europe/Berlin`, `every 5 min`. */
export function whenText({ cron, timezone, every, at }: Schedule): string {
  if (cron !== undefined) return timezone === 'UTC' ? `${cron}, UTC` : `${cron}, ${timezone}`;
  if (every !== undefined) return `every ${formatDuration(every)}`;
  return at === undefined ? '' : `once, ${formatDateTime(Date.parse(at)).slice(0, 19)}`;
}

/** The zone whose clocks a schedule goes by: of an interval, or of a single tick, this machine's. */
export function zoneOf({ cron, timezone }: Pick<Schedule, 'cron' | 'timezone'>): string {
  return cron === undefined ? localZone() : timezone;
}

export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** A moment as clocks of a zone show it: `Sun 2026-11-22 02:30:00`. */
export function zonedText(at: number, zone: string): string {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const { weekday, year, month, day, hour, minute, second } = parts;
  return `${weekday} ${year}-${month}-${day} ${hour}:${minute}:${second}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

// Made once: a format takes a hundred times longer to make than to use.
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const two = '2-digit';
  const made = new Intl.DateTimeFormat('en', {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    month: two,
    day: two,
    hour: two,
    minute: two,
    second: two,
    hourCycle: 'h23',
  });
  formats.set(timeZone, made);
  return made;
}
