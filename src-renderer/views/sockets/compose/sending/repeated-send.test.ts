import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sendRepeatedly } from './repeated-send';

describe('sendRepeatedly', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** A run with what it did. */
  function start(times: number, every: number, send: (stop: AbortController) => void = () => undefined) {
    const stop = new AbortController();
    const at: number[] = [];
    const told: number[] = [];
    const begun = performance.now();
    const ended = sendRepeatedly({
      times,
      every,
      send: () => {
        at.push(performance.now() - begun);
        send(stop);
      },
      onSent: (count) => told.push(count),
      signal: stop.signal,
    });
    return { ended, stop, at, told };
  }

  it('keeps to its times, also when one was late', async () => {
    let slow = true;
    const { ended, at } = start(4, 100, () => {
      if (slow) vi.advanceTimersByTime(130);
      slow = false;
    });
    await vi.runAllTimersAsync();
    expect(await ended).toBe(4);
    expect(at).toEqual([0, 130, 200, 300]);
  });

  it('sends a burst in lots, so that the page breathes', async () => {
    const { ended, told } = start(600, 0);
    expect(told).toEqual([250]);
    await vi.runAllTimersAsync();
    expect(await ended).toBe(600);
    expect(told).toEqual([250, 500, 600]);
  });

  it('stops at once, between two and within a burst', async () => {
    const slow = start(5, 60_000);
    slow.stop.abort();
    expect(await slow.ended).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
    let sent = 0;
    const burst = start(600, 0, (stop) => {
      sent += 1;
      if (sent === 300) stop.abort();
    });
    await vi.runAllTimersAsync();
    expect(await burst.ended).toBe(300);
  });

  it('ends with what sending throws', async () => {
    const { ended, told } = start(3, 0, () => {
      throw new Error('This connection is not open');
    });
    await expect(ended).rejects.toThrow('This connection is not open');
    expect(told).toEqual([]);
  });
});
