import type { Mark, Segment } from './lane';
import { type Viewport, xOf } from './viewport';

/** About what a character takes; px. */
const charPx = 6.4;
const gapPx = 6;

/** Where a segment's label is written. */
export interface LabelPlace {
  /** Pixels from the plot's left edge. */
  x: number;
  /** Most it may take; px. */
  width: number;
}

/** A label this narrow says nothing; px. */
const narrowest = 30;

/**
 * Where the labels of a lane's segments go: on the segment where that is wide enough, else into the room after it or
 * before it, where no other segment lies; always in sight. Null for those that fit nowhere.
 */
export function labelPlaces(
  segments: readonly Segment[],
  view: Viewport,
  width: number,
): (LabelPlace | null)[] {
  const left = (segment: Segment | undefined) => (segment ? xOf(segment.from, view, width) : width);
  /** Up to here labels and segments are written already. */
  let written = 0;
  return segments.map((segment, n) => {
    const [from, to] = [Math.max(0, left(segment)), Math.min(width, xOf(segment.to, view, width))];
    if (to < 0 || from > width) return null;
    const text = segment.label.length * charPx + 2 * gapPx;
    const next = Math.min(width, left(segments[n + 1]));
    const place = placeOf(text, { written, from, to, next });
    written = Math.max(to, place ? place.x + Math.min(text, place.width) : 0);
    return place;
  });
}

interface Room {
  /** Where free room before the segment begins. */
  written: number;
  from: number;
  to: number;
  /** Where free room after the segment ends. */
  next: number;
}

function placeOf(text: number, { written, from, to, next }: Room): LabelPlace | null {
  const [before, on, after] = [from - written, to - from, next - to];
  if (on >= Math.min(text, 120) || on >= Math.max(before, after)) return labelIn(from, on);
  if (after >= Math.min(text, before)) return labelIn(to, after);
  const taken = Math.min(text, before);
  return labelIn(from - taken, taken);
}

function labelIn(x: number, width: number): LabelPlace | null {
  return width < narrowest ? null : { x: x + gapPx, width: width - gapPx };
}

export interface MarkLabel {
  x: number;
  text: string;
}

/** Labels of the marks that have room for theirs before the next mark, from the left. */
export function markLabels(marks: readonly Mark[], view: Viewport, width: number): MarkLabel[] {
  const labels: MarkLabel[] = [];
  for (const [n, { at, label }] of marks.entries()) {
    const x = xOf(at, view, width);
    if (x < 0 || x > width) continue;
    const next = marks[n + 1];
    const room = (next ? Math.min(width, xOf(next.at, view, width)) : width) - x;
    if (room >= label.length * charPx + 2 * gapPx) labels.push({ x: x + gapPx, text: label });
  }
  return labels;
}

/** The mark nearest to a pixel, at most `reach` px away; marks are in the order of time. */
export function markAt(
  marks: readonly Mark[],
  x: number,
  view: Viewport,
  width: number,
  reach = 6,
): Mark | null {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xOf((marks[middle] as Mark).at, view, width) < x) low = middle + 1;
    else high = middle;
  }
  const near = [marks[low - 1], marks[low]].filter((mark) => mark !== undefined);
  const away = (mark: Mark) => Math.abs(xOf(mark.at, view, width) - x);
  const [best] = near.sort((a, b) => away(a) - away(b));
  return best && away(best) <= reach ? best : null;
}
