import { type RefObject, useLayoutEffect, useState } from 'react';

/** Width of a worker's cell with its gap, and what stands at both sides; CSS px. */
const cellPx = 216;
const sidesPx = 24;

/** How many cells fit beside each other in `scroller`; follows its width. */
export function useColumns(scroller: RefObject<HTMLElement | null>): number {
  const [columns, setColumns] = useState(1);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => setColumns(Math.max(1, Math.floor((element.clientWidth - sidesPx) / cellPx)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  return columns;
}
