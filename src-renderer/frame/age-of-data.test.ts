import { expect, it } from 'vitest';
import { ageOfData } from './age-of-data';

const now = 1_000_000;
const heard = {
  phase: 'live',
  sinceMs: now - 60_000,
  retryAt: null,
  heardAt: now - 400,
  problem: null,
} as const;

it('is live as long as numbers come', () => {
  expect(ageOfData(heard, now)).toEqual({ tone: 'live', text: 'live' });
});

it('is not live before the first numbers', () => {
  expect(ageOfData({ ...heard, heardAt: null }, now)).toMatchObject({
    tone: 'late',
    text: 'connected, no data yet',
  });
});

it('says how old the numbers are when they stop coming on an open connection', () => {
  expect(ageOfData({ ...heard, heardAt: now - 8_200 }, now)).toMatchObject({
    tone: 'late',
    text: 'data of 8 s ago: the gateway is slow',
  });
});

it('says how long it has been reconnecting, how old the data is and when it tries next', () => {
  const lost = { ...heard, phase: 'reconnecting', sinceMs: now - 4_100, heardAt: now - 5_000 } as const;
  expect(ageOfData({ ...lost, retryAt: now + 2_600, problem: 'restart' }, now)).toEqual({
    tone: 'lost',
    text: 'reconnecting 4 s, data of 5 s ago, next try in 3 s',
    detail: 'restart',
  });
  expect(ageOfData({ ...lost, heardAt: null }, now).text).toBe('reconnecting 4 s, no data yet');
});

it('never says 0 s', () => {
  expect(ageOfData({ ...heard, phase: 'connecting', sinceMs: now }, now).text).toBe('connecting 1 s');
});
