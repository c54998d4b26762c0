import { expect, it } from 'vitest';
import { shareText } from './share-text';

it.each([
  [{ 'rig2:gpu1': 12 }, 'rig2:gpu1'],
  [{ 'rig1:gpu0': 4, 'rig2:gpu1': 8 }, 'rig2:gpu1 8, rig1:gpu0 4'],
  [{ a: 1, b: 1, c: 1 }, '3 workers'],
  [{}, ''],
])('says %j as %j', (shares, text) => {
  expect(shareText(shares, 'workers')).toBe(text);
});
