/** The stretch of the clock that is in sight; epoch ms. */
export interface Viewport {
  from: number;
  to: number;
}

/** The shortest stretch that can be looked at; ms. */
const shortestMs = 5;
/** Room left at both ends of the whole, as a share of it. */
const margin = 0.02;

/** Everything, with a little room at both ends. */
export function wholeOf({ from, to }: Viewport): Viewport {
  const room = Math.max(1, (to - from) * margin);
  return { from: from - room, to: to + room };
}

/** Makes the stretch `factor` times as long around `anchor`, which stays where it is; bounded by `whole`. */
export function zoomed(view: Viewport, factor: number, anchor: number, whole: Viewport): Viewport {
  const longest = whole.to - whole.from;
  const length = Math.min(longest, Math.max(Math.min(shortestMs, longest), (view.to - view.from) * factor));
  const share = (anchor - view.from) / (view.to - view.from);
  const from = anchor - length * share;
  return within({ from, to: from + length }, whole);
}

/** Moves the stretch by `ms`; bounded by `whole`. */
export function panned(view: Viewport, ms: number, whole: Viewport): Viewport {
  return within({ from: view.from + ms, to: view.to + ms }, whole);
}

/** Moves the stretch no further than is needed to have `at` in sight. */
export function showing(view: Viewport, at: number, whole: Viewport): Viewport {
  const edge = (view.to - view.from) * 0.05;
  if (at < view.from + edge) return panned(view, at - edge - view.from, whole);
  if (at > view.to - edge) return panned(view, at + edge - view.to, whole);
  return view;
}

/** Where a moment lies, in pixels of a plot of this width. */
export function xOf(at: number, { from, to }: Viewport, width: number): number {
  return ((at - from) / (to - from)) * width;
}

/** The moment at a pixel. */
export function timeAt(x: number, { from, to }: Viewport, width: number): number {
  return from + (x / Math.max(1, width)) * (to - from);
}

function within(view: Viewport, whole: Viewport): Viewport {
  const length = view.to - view.from;
  if (length >= whole.to - whole.from) return whole;
  const from = Math.min(Math.max(view.from, whole.from), whole.to - length);
  return { from, to: from + length };
}
