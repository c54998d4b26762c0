import { describe, expect, it } from 'vitest';
import { RateBook } from './rate-book';

/** Notes a worker that ends `perSecond` attempts, once a second from 0 to `seconds`. */
function noted(book: RateBook, seconds: number, perSecond: number, from = 0): void {
  for (let second = 0; second <= seconds; second += 1)
    book.note((from + second) * 1000, [{ id: 'w', completed: second * (perSecond - 1), failed: second }]);
}

describe('RateBook', () => {
  it('knows no rate at first, then that of the last half minute', () => {
    const book = new RateBook();
    noted(book, 2, 5);
    expect(book.rate('w')).toBeNull();
    expect(book.rate('nobody')).toBeNull();
    noted(book, 60, 5);
    expect(book.rate('w')).toBeCloseTo(5);
  });

  it('keeps a value every 5 s for five minutes', () => {
    const book = new RateBook();
    noted(book, 900, 5);
    const history = book.history('w');
    expect(history).toHaveLength(60);
    for (const { value } of history) expect(value).toBeCloseTo(5);
    expect((history.at(-1)?.at ?? 0) - (history[0]?.at ?? 0)).toBeGreaterThan(290_000);
  });

  it('begins anew when another process counts from 0', () => {
    const book = new RateBook();
    noted(book, 30, 5);
    noted(book, 10, 2, 31);
    expect(book.rate('w')).toBeCloseTo(2);
  });

  it('begins anew after a silence', () => {
    const book = new RateBook();
    noted(book, 30, 5);
    book.note(90_000, [{ id: 'w', completed: 9_000, failed: 40 }]);
    expect(book.rate('w')).toBeNull();
  });

  it('forgets workers that are gone', () => {
    const book = new RateBook();
    noted(book, 30, 5);
    book.note(40_000, []);
    expect(book.history('w')).toEqual([]);
  });
});
