import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Timetable } from './timetable';

describe('a timetable', () => {
  let done: string[];
  let table: Timetable;
  const does = (what: string) => () => void done.push(what);
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    done = [];
    table = new Timetable();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('does things in order of time, and of making where that is equal', () => {
    table.start();
    const order = [50, 10, 30, 10, 70, 20, 30];
    for (const [n, at] of order.entries()) table.at(at, does(`${at}/${n}`));
    vi.advanceTimersByTime(60);
    expect(done).toEqual(['10/1', '10/3', '20/5', '30/2', '30/6', '50/0']);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(20);
    expect(done.at(-1)).toBe('70/4');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('keeps a thousand things in order', () => {
    table.start();
    const times = Array.from({ length: 1000 }, (_, n) => (n * 7919) % 1009);
    const seen: number[] = [];
    for (const at of times) table.at(at, () => void seen.push(at));
    vi.advanceTimersByTime(2000);
    expect(seen).toEqual([...times].sort((one, other) => one - other));
  });

  it('does nothing that was cancelled, nor before it is started', () => {
    table.at(0, does('early'));
    table.after(5, does('never')).cancel();
    vi.advanceTimersByTime(100);
    expect(done).toEqual([]);
    table.start();
    vi.advanceTimersByTime(10);
    expect(done).toEqual(['early']);
  });

  it('stands still while it is held', () => {
    table.start();
    table.at(100, does('late'));
    vi.advanceTimersByTime(60);
    table.hold();
    vi.advanceTimersByTime(1000);
    expect([done, table.now]).toEqual([[], 60]);
    table.start();
    vi.advanceTimersByTime(39);
    expect(done).toEqual([]);
    vi.advanceTimersByTime(2);
    expect(done).toEqual(['late']);
  });

  it('lets others have a turn before what is made at once', () => {
    table.start();
    const again = (): void => {
      done.push('again');
      if (done.length < 6) table.after(0, again);
    };
    table.at(0, again);
    table.at(0, does('other'));
    vi.advanceTimersByTime(20);
    expect(done.slice(0, 2)).toEqual(['again', 'other']);
    table.clear();
    expect(vi.getTimerCount()).toBe(0);
  });
});
