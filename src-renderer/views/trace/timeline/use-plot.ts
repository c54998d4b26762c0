import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { panned, timeAt, type Viewport, wholeOf, zoomed } from './viewport';

/** How much one step of the wheel, or one press of `+`, zooms. */
const zoomStep = 1.25;

interface Plot {
  /** Measured: the element all lanes are drawn on. */
  ref: RefObject<HTMLDivElement | null>;
  width: number;
  view: Viewport;
  /** Everything is in sight. */
  isWhole: boolean;
  setView(view: Viewport | null): void;
  zoomIn(anchor?: number): void;
  zoomOut(anchor?: number): void;
}

/** The stretch in sight and how wide it is drawn. While nobody has zoomed it grows with the job. */
export function usePlot(bounds: Viewport): Plot {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [chosen, setView] = useState<Viewport | null>(null);
  const whole = wholeOf(bounds);
  const view = chosen ?? whole;
  const zoom = (factor: number, anchor = (view.from + view.to) / 2) => {
    const next = zoomed(view, factor, anchor, whole);
    setView(next.from <= whole.from && next.to >= whole.to ? null : next);
  };

  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, []);

  // React listens to the wheel without being able to keep the page from scrolling.
  const onWheel = useRef<(event: WheelEvent) => void>(() => undefined);
  onWheel.current = (event) => {
    const element = ref.current;
    if (!element || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const along = event.shiftKey ? event.deltaY : event.deltaX;
    if (Math.abs(along) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
      setView(panned(view, (along / Math.max(1, width)) * (view.to - view.from), whole));
      return;
    }
    const x = event.clientX - element.getBoundingClientRect().left;
    zoom(event.deltaY > 0 ? zoomStep : 1 / zoomStep, timeAt(x, view, width));
  };
  useEffect(() => {
    const element = ref.current;
    const listener = (event: WheelEvent) => onWheel.current(event);
    element?.addEventListener('wheel', listener, { passive: false });
    return () => element?.removeEventListener('wheel', listener);
  }, []);

  return {
    ref,
    width,
    view,
    isWhole: chosen === null,
    setView,
    zoomIn: (anchor) => zoom(1 / zoomStep ** 2, anchor),
    zoomOut: (anchor) => zoom(zoomStep ** 2, anchor),
  };
}
