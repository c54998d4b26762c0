import { describe, expect, it } from 'vitest';
import { panned, showing, timeAt, wholeOf, xOf, zoomed } from './viewport';

const whole = { from: 0, to: 1000 };

describe('the viewport', () => {
  it('shows everything with a little room', () => {
    expect(wholeOf({ from: 0, to: 1000 })).toEqual({ from: -20, to: 1020 });
    expect(wholeOf({ from: 5, to: 6 })).toEqual({ from: 4, to: 7 });
  });

  it('zooms around its anchor, which stays where it is', () => {
    const view = zoomed(whole, 0.5, 250, whole);
    expect(view).toEqual({ from: 125, to: 625 });
    expect(xOf(250, view, 100)).toBe(xOf(250, whole, 100));
  });

  it('zooms no further out than everything, and in to 5 ms', () => {
    expect(zoomed({ from: 400, to: 600 }, 100, 500, whole)).toEqual(whole);
    expect(zoomed(whole, 0.000_001, 500, whole)).toEqual({ from: 497.5, to: 502.5 });
    expect(zoomed({ from: 0, to: 2 }, 0.5, 1, { from: 0, to: 2 })).toEqual({ from: 0, to: 2 });
  });

  it('pans within everything', () => {
    expect(panned({ from: 100, to: 300 }, 50, whole)).toEqual({ from: 150, to: 350 });
    expect(panned({ from: 100, to: 300 }, -500, whole)).toEqual({ from: 0, to: 200 });
    expect(panned({ from: 100, to: 300 }, 5000, whole)).toEqual({ from: 800, to: 1000 });
  });

  it('moves no further than is needed to show a moment', () => {
    const view = { from: 100, to: 200 };
    expect(showing(view, 150, whole)).toBe(view);
    expect(showing(view, 400, whole)).toEqual({ from: 305, to: 405 });
    expect(showing(view, 50, whole)).toEqual({ from: 45, to: 145 });
  });

  it('turns pixels into moments and back', () => {
    const view = { from: 100, to: 300 };
    expect(timeAt(xOf(217, view, 640), view, 640)).toBeCloseTo(217);
  });
});
