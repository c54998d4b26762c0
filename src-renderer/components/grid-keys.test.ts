import { expect, it } from 'vitest';
import { placeNow } from './grid-keys';

const key = (row: string) => row;

it('keeps to its row when others come before it or go', () => {
  expect(placeNow(['a', 'b', 'c'], key, { key: 'b', index: 1 })).toBe(1);
  expect(placeNow(['new', 'a', 'b', 'c'], key, { key: 'b', index: 1 })).toBe(2);
  expect(placeNow(['b', 'c'], key, { key: 'b', index: 1 })).toBe(0);
});

it('leaves the place of a row that has gone to the next one', () => {
  expect(placeNow(['a', 'c'], key, { key: 'b', index: 1 })).toBe(1);
  expect(placeNow(['a'], key, { key: 'b', index: 1 })).toBe(0);
  expect(placeNow([], key, { key: 'b', index: 1 })).toBe(null);
});
