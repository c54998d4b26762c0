import { expect, it } from 'vitest';
import { KeySequence } from './key-sequence';

const known = new Set(['r', 'g o', 'g j', 'o']);

it('knows single keys', () => {
  const keys = new KeySequence();
  expect(keys.press('r', known, 0)).toEqual({ kind: 'hit', sequence: 'r' });
  expect(keys.press('q', known, 0)).toEqual({ kind: 'miss' });
});

it('puts two keys together', () => {
  const keys = new KeySequence();
  expect(keys.press('g', known, 0)).toEqual({ kind: 'begun' });
  expect(keys.press('o', known, 900)).toEqual({ kind: 'hit', sequence: 'g o' });
  expect(keys.press('o', known, 901)).toEqual({ kind: 'hit', sequence: 'o' });
});

it('forgets the first key after a while, and when another comes between', () => {
  const keys = new KeySequence();
  keys.press('g', known, 0);
  expect(keys.press('j', known, 1_300)).toEqual({ kind: 'miss' });
  keys.press('g', known, 2_000);
  expect(keys.press('r', known, 2_100)).toEqual({ kind: 'hit', sequence: 'r' });
  expect(keys.press('j', known, 2_200)).toEqual({ kind: 'miss' });
});

it('starts over when the first key comes twice', () => {
  const keys = new KeySequence();
  keys.press('g', known, 0);
  expect(keys.press('g', known, 100)).toEqual({ kind: 'begun' });
  expect(keys.press('j', known, 200)).toEqual({ kind: 'hit', sequence: 'g j' });
});
