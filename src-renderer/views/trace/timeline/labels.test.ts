import { describe, expect, it } from 'vitest';
import { labelPlaces, markAt, markLabels } from './labels';
import type { Mark, Segment } from './lane';

const view = { from: 0, to: 1000 };
const segment = (from: number, to: number, label = 'waiting 1 s'): Segment => ({
  key: 'k',
  from,
  to,
  open: false,
  tone: 'waiting',
  label,
  fence: null,
});
const mark = (at: number, label = 'result'): Mark => ({ at, tone: 'tick', label, event: at });

describe("a segment's label", () => {
  const place = (...segments: Segment[]) => labelPlaces(segments, view, 1000);

  it('is written on it where there is room', () => {
    expect(place(segment(100, 500))).toEqual([{ x: 106, width: 394 }]);
  });

  it('stays in sight while a part of the segment is', () => {
    expect(place(segment(-5000, 500))).toEqual([{ x: 6, width: 494 }]);
  });

  it('goes after a short one, or before it at the right edge', () => {
    expect(place(segment(100, 110))).toEqual([{ x: 116, width: 884 }]);
    const [before] = place(segment(990, 995));
    expect((before?.x ?? 0) + (before?.width ?? 0)).toBe(990);
  });

  it('is never written over another segment', () => {
    const [first, second] = place(segment(100, 110), segment(200, 980));
    expect((first?.x ?? 0) + (first?.width ?? 0)).toBe(200);
    expect(second).toEqual({ x: 206, width: 774 });
    expect(place(segment(0, 990), segment(990, 995))[1]).toBeNull();
  });

  it('is never written over another label', () => {
    const [first, second] = place(
      segment(100, 110),
      segment(260, 262),
      segment(264, 266),
      segment(268, 1000),
    );
    expect(first?.x).toBe(116);
    expect(second?.x ?? 1000).toBeGreaterThanOrEqual(116 + 'waiting 1 s'.length * 6.4);
  });

  it('is not written when the segment is out of sight', () => {
    expect(place(segment(2000, 3000))).toEqual([null]);
    expect(place(segment(-20, -10))).toEqual([null]);
  });
});

describe('marks', () => {
  it('have a label where there is room before the next', () => {
    expect(markLabels([mark(10), mark(20), mark(500), mark(990)], view, 1000)).toEqual([
      { x: 26, text: 'result' },
      { x: 506, text: 'result' },
    ]);
  });

  it('are found by a pointer that is near', () => {
    const marks = [mark(10), mark(20), mark(500)];
    expect(markAt(marks, 14, view, 1000)?.at).toBe(10);
    expect(markAt(marks, 16, view, 1000)?.at).toBe(20);
    expect(markAt(marks, 504, view, 1000)?.at).toBe(500);
    expect(markAt(marks, 300, view, 1000)).toBeNull();
    expect(markAt([], 300, view, 1000)).toBeNull();
  });
});
