import { describe, expect, it } from 'vitest';
import { alike, messageParts } from './message-parts';

describe('messageParts', () => {
  it.each([
    ['CUDA out of memory on gpu 0', 'CUDA out of memory on gpu [0]'],
    ['timed out after 1500.5 ms\n  at once', 'timed out after [1500.5] ms'],
    ['no such image "cat.png" (0xdeadbeef)', 'no such image ["cat.png"] ([0xdeadbeef])'],
    [
      'job 1b4e28ba-2fa1-11d2-883f-0016d3cca427 is gone',
      'job [1b4e28ba-2fa1-11d2-883f-0016d3cca427] is gone',
    ],
    ['connect ECONNREFUSED 10.0.0.7:25', 'connect ECONNREFUSED [10.0.0.7:25]'],
    ['', ''],
  ])('cuts %j', (message, marked) => {
    const parts = messageParts(message).map(({ text, varies }) => (varies ? `[${text}]` : text));
    expect(parts.join('')).toBe(marked);
  });
});

describe('alike', () => {
  it('looks past what varies, and at nothing else', () => {
    expect(alike('gpu 0 has 12 MB', 'gpu 7 has 3.5 MB')).toBe(true);
    expect(alike('gpu 0 has 12 MB', 'gpu 0 lost 12 MB')).toBe(false);
    expect(alike('gpu 0', 'gpu')).toBe(false);
  });
});
