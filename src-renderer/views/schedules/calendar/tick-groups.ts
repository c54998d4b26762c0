import type { ScheduleView, TickRecord } from '../../../../src-core/protocol/schedules';
import { grouped } from '../../../components/grouped';
import { keyOf, type NamedSchedule, namedOf } from '../schedule-key';
import type { TickState } from '../tick-mark';
import type { CalendarDay, CalendarHour } from './calendar-days';

/** The next ticks the gateway is asked for, of each schedule. */
export const comingTicks = 100;

/** Ticks of one schedule within an hour that ended alike. */
export interface TickGroup extends NamedSchedule {
  state: TickState;
  count: number;
  /** Epoch ms. */
  first: number;
  last: number;
  /** Its job and what is to be said of it, when it is a single tick. */
  jobId?: string;
  note?: string;
  /** More come after it than the calendar knows of. */
  goesOn?: boolean;
}

/** A schedule with its next ticks, and the past ones that are known. */
export interface PlottedSchedule {
  view: ScheduleView;
  past: readonly TickRecord[];
}

/**
 * What is in each hour of the days, by `hour.start`; the ticks of a schedule that ended alike together, when they are more
 * than `apart`.
 */
export function groupTicks(
  schedules: readonly PlottedSchedule[],
  days: readonly CalendarDay[],
  apart: number,
): Map<number, TickGroup[]> {
  const hours = days.flatMap((day) => day.hours).filter(({ start, end }) => end > start);
  const cells = new Map<number, TickGroup[]>();
  for (const { view, past } of schedules) {
    for (const [hour, ticks] of byHour(hours, pastTicks(view, past))) add(cells, hour, ticks, apart);
    if (view.schedule.every !== undefined) addInterval(cells, hours, view, apart);
    else for (const [hour, ticks] of byHour(hours, comingOf(view))) add(cells, hour, ticks, apart);
  }
  for (const groups of cells.values()) groups.sort((a, b) => a.first - b.first);
  return cells;
}

function pastTicks(view: ScheduleView, past: readonly TickRecord[]): TickGroup[] {
  return past.map(({ tick, outcome, jobId, note, byHand }) => ({
    ...single(view, outcome, tick),
    ...(jobId !== undefined && { jobId }),
    ...((note ?? byHand) && { note: [byHand && 'by hand', note].filter(Boolean).join(': ') }),
  }));
}

function comingOf(view: ScheduleView): TickGroup[] {
  const { nextTick, nextTicks } = view;
  if (nextTick === null) return [];
  const coming = nextTicks.filter((tick) => tick >= nextTick);
  const cut = nextTicks.length >= comingTicks;
  return coming.map((tick, index) => ({
    ...single(view, 'coming', tick),
    ...(cut && index === coming.length - 1 && { goesOn: true }),
  }));
}

function single(view: ScheduleView, state: TickState, tick: number): TickGroup {
  return { ...namedOf(view), state, count: 1, first: tick, last: tick };
}

function byHour(hours: readonly CalendarHour[], ticks: readonly TickGroup[]): Map<number, TickGroup[]> {
  const found = new Map<number, TickGroup[]>();
  for (const tick of ticks) {
    const hour = hourOf(hours, tick.first);
    if (hour) found.set(hour.start, [...(found.get(hour.start) ?? []), tick]);
  }
  return found;
}

/** Hours are in order: found by halving. */
function hourOf(hours: readonly CalendarHour[], at: number): CalendarHour | undefined {
  let [low, high] = [0, hours.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((hours[middle] as CalendarHour).start <= at) low = middle;
    else high = middle - 1;
  }
  const found = hours[low];
  return found && at >= found.start && at < found.end ? found : undefined;
}

function add(
  cells: Map<number, TickGroup[]>,
  hour: number,
  ticks: readonly TickGroup[],
  apart: number,
): void {
  const alike = grouped(ticks, ({ state }) => state);
  const groups = [...alike.values()].flatMap((same) => (same.length <= apart ? same : [together(same)]));
  cells.set(hour, [...(cells.get(hour) ?? []), ...groups]);
}

function together(ticks: readonly TickGroup[]): TickGroup {
  const { queue, name, state } = ticks[0] as TickGroup;
  const times = ticks.map(({ first }) => first);
  const goesOn = ticks.some((tick) => tick.goesOn);
  return {
    queue,
    name,
    state,
    count: ticks.length,
    first: Math.min(...times),
    last: Math.max(...times),
    ...(goesOn && { goesOn }),
  };
}

/** Those of an interval follow from the next one: they are counted, however many there are. */
function addInterval(
  cells: Map<number, TickGroup[]>,
  hours: readonly CalendarHour[],
  view: ScheduleView,
  apart: number,
): void {
  const { nextTick, schedule } = view;
  const every = schedule.every as number;
  if (nextTick === null) return;
  const until = schedule.endAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(schedule.endAt);
  for (const { start, end } of hours) {
    const from = nextTick + Math.max(0, Math.ceil((start - nextTick) / every)) * every;
    const to = Math.min(end - 1, until);
    const count = Math.floor((to - from) / every) + 1;
    if (count <= 0) continue;
    const group = { ...single(view, 'coming', from), count, last: from + (count - 1) * every };
    const one = (n: number) => single(view, 'coming', from + n * every);
    const shown = count <= apart ? Array.from({ length: count }, (_, n) => one(n)) : [group];
    cells.set(start, [...(cells.get(start) ?? []), ...shown]);
  }
}

/** The schedules of which the calendar does not know all that is to come, and until when it does. */
export function cutSchedules(
  schedules: readonly PlottedSchedule[],
): { key: string; name: string; until: number }[] {
  return schedules.flatMap(({ view }) => {
    const until = view.nextTicks.at(-1);
    const cut = view.schedule.every === undefined && view.nextTicks.length >= comingTicks;
    return cut && until !== undefined ? [{ key: keyOf(namedOf(view)), name: view.schedule.name, until }] : [];
  });
}
