import { type RefObject, useEffect, useRef } from 'react';

/** Tells whether somebody is using the rows of a table: new ones had better wait. */
export function useInUse(
  onInUse: ((inUse: boolean) => void) | undefined,
  grid: RefObject<HTMLElement | null>,
) {
  const uses = useRef({ pointer: false, focus: false, scrolled: false });
  const told = useRef(false);
  const newest = useRef(onInUse);
  newest.current = onInUse;
  // A table that leaves is not in use any more.
  useEffect(() => () => newest.current?.(false), []);

  const is = (use: keyof typeof uses.current, on: boolean) => {
    uses.current[use] = on;
    const { pointer, focus, scrolled } = uses.current;
    const inUse = pointer || focus || scrolled;
    if (inUse === told.current) return;
    told.current = inUse;
    newest.current?.(inUse);
  };
  return {
    onPointerEnter: () => is('pointer', true),
    onPointerLeave: () => is('pointer', false),
    onFocus: () => is('focus', true),
    onBlur: () => is('focus', false),
    onScroll: () => is('scrolled', (grid.current?.scrollTop ?? 0) > 0),
  };
}
