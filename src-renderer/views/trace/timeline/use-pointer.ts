import { type PointerEvent, useRef, useState } from 'react';
import { type Hover, hoverOf } from './hover';
import { markAt } from './labels';
import type { Lane } from './lane';
import { panned, timeAt, type Viewport, wholeOf } from './viewport';

/** A pointer that moved less was a click; px. */
const clickPx = 4;

interface PointerParts {
  lanes: readonly Lane[];
  bounds: Viewport;
  view: Viewport;
  width: number;
  origin: number;
  setView(view: Viewport): void;
  onMove(at: number): void;
}

interface Grip {
  kind: 'scrub' | 'pan';
  x: number;
  view: Viewport;
  moved: boolean;
}

/** Where a tip is shown, beside the pointer; px of the plot. */
export type Tip = Hover & { x: number; y: number };

/** The pointer on the plot: a drag on the axis scrubs, one on the lanes pans, a click goes to what lies there. */
export function usePointer(parts: PointerParts) {
  const grip = useRef<Grip | null>(null);
  const [tip, setTip] = useState<Tip | null>(null);
  const { lanes, bounds, view, width, origin, setView, onMove } = parts;

  const place = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    const id = (event.target as Element).closest('[data-lane]')?.getAttribute('data-lane');
    return {
      x: event.clientX - box.left,
      y: event.clientY - box.top,
      lane: lanes.find((lane) => lane.id === id),
    };
  };
  const bounded = (at: number) => Math.min(bounds.to, Math.max(bounds.from, at));

  return {
    tip,
    handlers: {
      onPointerDown(event: PointerEvent) {
        if (event.button !== 0) return;
        const { x } = place(event);
        const onAxis = (event.target as Element).closest('[data-axis]') !== null;
        event.currentTarget.setPointerCapture(event.pointerId);
        grip.current = { kind: onAxis ? 'scrub' : 'pan', x, view, moved: false };
        setTip(null);
        if (onAxis) onMove(bounded(timeAt(x, view, width)));
      },
      onPointerMove(event: PointerEvent) {
        const { x, y, lane } = place(event);
        const held = grip.current;
        if (!held) return setTip({ ...hoverOf(lane, x, view, width, origin), x, y });
        if (Math.abs(x - held.x) >= clickPx) held.moved = true;
        if (held.kind === 'scrub') return onMove(bounded(timeAt(x, view, width)));
        const share = (held.x - x) / Math.max(1, width);
        if (held.moved) setView(panned(held.view, share * (held.view.to - held.view.from), wholeOf(bounds)));
      },
      onPointerUp(event: PointerEvent) {
        const held = grip.current;
        grip.current = null;
        if (held?.kind !== 'pan' || held.moved) return;
        const { x, lane } = placeUnder(event, lanes);
        const mark = lane && markAt(lane.marks, x, view, width);
        onMove(bounded(mark?.at ?? timeAt(x, view, width)));
      },
      onPointerCancel() {
        grip.current = null;
      },
      onPointerLeave() {
        setTip(null);
      },
    },
  };
}

/** A captured pointer's target is the plot: what lies under it is asked of the page. */
function placeUnder(event: PointerEvent, lanes: readonly Lane[]): { x: number; lane: Lane | undefined } {
  const box = event.currentTarget.getBoundingClientRect();
  const under = document.elementFromPoint(event.clientX, event.clientY);
  const id = under?.closest('[data-lane]')?.getAttribute('data-lane');
  return { x: event.clientX - box.left, lane: lanes.find((lane) => lane.id === id) };
}
