import { describe, expect, it } from 'vitest';
import { matcher, noFilter } from './filter';
import type { LoggedFrame } from './frames';
import { Listing } from './listing';

function frame(seq: number, more: Partial<LoggedFrame> = {}): LoggedFrame {
  return {
    seq,
    at: seq * 10,
    connectionId: 'c1',
    connection: 'client',
    way: 'received',
    data: '',
    bytes: 0,
    type: 'text',
    jobId: seq % 2 === 0 ? 'even' : '',
    ...more,
  };
}

const frames = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => frame(from + n));
const numbers = ({ rows }: Listing) => rows.map(({ seq }) => seq);
const even = matcher({ ...noFilter, jobId: 'even' });

describe('a listing', () => {
  it('takes what matches and knows how far it has read', () => {
    const listing = new Listing(frames(1, 5), even);
    listing.add(frames(6, 9));
    expect(numbers(listing)).toEqual([2, 4, 6, 8]);
    expect(listing.lastSeq).toBe(9);
    listing.add([]);
    expect(listing.lastSeq).toBe(9);
  });

  it('tells the time since the row before, and since the first though it has gone', () => {
    const listing = new Listing([], even);
    expect(listing.origin).toBeNull();
    listing.add(frames(1, 9));
    expect(listing.since(frame(6), 'previous')).toBe(20);
    expect(listing.since(frame(2), 'previous')).toBe(0);
    expect(listing.dropBefore(5)).toBe(2);
    expect(listing.dropBefore(5)).toBe(0);
    expect(numbers(listing)).toEqual([6, 8]);
    expect(listing.since(frame(6), 'previous')).toBe(0);
    expect(listing.since(frame(8), 'first')).toBe(60);
  });

  it('puts a frame that is known better where it belongs', () => {
    const listing = new Listing(frames(1, 6), even);
    listing.amend(frame(3, { jobId: 'even' }));
    listing.amend(frame(4, { jobId: 'odd' }));
    listing.amend(frame(6, { jobId: 'even', type: 'other' }));
    listing.amend(frame(9, { jobId: 'even' }));
    expect(numbers(listing)).toEqual([2, 3, 6]);
    expect(listing.rows[2]?.type).toBe('other');
  });
});
