import type { ScheduleView } from '../../../../src-core/protocol/schedules';
import type { ScheduleOrder } from '../address';
import { whenText } from '../when-text';

interface Choice {
  /** The queue that is looked at; '' = all. */
  queue: string;
  text: string;
  order: ScheduleOrder;
}

/** The schedules that are asked for, in order. Text is looked for in names, job types and in when they tick. */
export function chooseSchedules(
  all: readonly ScheduleView[],
  { queue, text, order }: Choice,
): ScheduleView[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter((view) => {
    if (queue !== '' && view.queue !== queue) return false;
    const { schedule } = view;
    const where = `${schedule.name} ${schedule.job.type} ${whenText(schedule)} ${view.queue}`.toLowerCase();
    return words.every((word) => where.includes(word));
  });
  return found.sort((a, b) => place(a, order) - place(b, order) || byName(a, b));
}

function place({ nextTick, last }: ScheduleView, order: ScheduleOrder): number {
  if (order === 'next') return nextTick ?? Number.MAX_SAFE_INTEGER;
  return order === 'last' ? -(last?.at ?? 0) : 0;
}

function byName(a: ScheduleView, b: ScheduleView): number {
  const [first, second] = [a, b].map(({ schedule, queue }) => `${schedule.name} ${queue}`) as [
    string,
    string,
  ];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** `rows` in the order they had before, new ones after them: rows in use do not move. */
export function inOrderOf<Row>(
  rows: readonly Row[],
  keys: readonly string[],
  keyOf: (row: Row) => string,
): Row[] {
  const places = new Map(keys.map((key, index) => [key, index]));
  const at = (row: Row) => places.get(keyOf(row)) ?? keys.length;
  return [...rows].sort((a, b) => at(a) - at(b));
}

/** The tick that comes next and the one that was decided last, over all of them. */
export function nextAndLast(views: readonly ScheduleView[]): {
  next: ScheduleView | undefined;
  last: ScheduleView | undefined;
} {
  const [next] = chooseSchedules(views, { queue: '', text: '', order: 'next' });
  const [last] = chooseSchedules(views, { queue: '', text: '', order: 'last' });
  return { next: next?.nextTick == null ? undefined : next, last: last?.last ? last : undefined };
}
