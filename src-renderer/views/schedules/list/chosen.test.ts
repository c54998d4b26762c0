import { expect, it } from 'vitest';
import { scheduleView } from '../schedule.fixture';
import { chooseSchedules, inOrderOf, nextAndLast } from './chosen';

const started = (at: number) => ({ tick: at, at, outcome: 'started' as const });
const all = [
  scheduleView('beat', { nextTick: 20, last: started(10) }),
  scheduleView(
    'nightly',
    { nextTick: 15, last: started(5) },
    { cron: '30 2 * * *', timezone: 'Europe/Berlin' },
  ),
  scheduleView('rested', { nextTick: null }),
  scheduleView('resize', { queue: 'images', nextTick: 90 }),
];
const names = (choice: Partial<Parameters<typeof chooseSchedules>[1]>) =>
  chooseSchedules(all, { queue: '', text: '', order: 'next', ...choice }).map(
    ({ schedule }) => schedule.name,
  );

it('puts first what ticks first, and last what does not tick', () => {
  expect(names({})).toEqual(['nightly', 'beat', 'resize', 'rested']);
  expect(names({ order: 'last' })).toEqual(['beat', 'nightly', 'resize', 'rested']);
  expect(names({ order: 'name' })).toEqual(['beat', 'nightly', 'resize', 'rested']);
});

it('finds by every word in name, type, time and queue, within the queue', () => {
  expect(names({ text: 'BERLIN echo' })).toEqual(['nightly']);
  expect(names({ text: 'images' })).toEqual(['resize']);
  expect(names({ text: 're', queue: 'default' })).toEqual(['rested']);
});

it('keeps the order of rows in use, new ones after them', () => {
  const key = (row: string) => row;
  expect(inOrderOf(['c', 'a', 'new', 'b'], ['a', 'b', 'gone', 'c'], key)).toEqual(['a', 'b', 'c', 'new']);
});

it('says what is next and what was last', () => {
  const { next, last } = nextAndLast(all);
  expect([next?.schedule.name, last?.schedule.name]).toEqual(['nightly', 'beat']);
  expect(nextAndLast([scheduleView('rested')])).toEqual({ next: undefined, last: undefined });
});
