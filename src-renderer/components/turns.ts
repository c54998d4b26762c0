import { useEffect, useRef, useState } from 'react';

/** Components that have something new to draw, in the order of their turns. */
const waiting = new Set<() => void>();

/**
 * `value` when it is this component's turn: one component of the console draws anew in a frame, so that many charts that
 * get their numbers at once never hold up the pointer. Null before its first turn.
 */
export function useTurn<T extends object>(value: T): T | null {
  const [shown, setShown] = useState<T | null>(null);
  const newest = useRef(value);
  // The same function each time: a component that changes while it waits keeps its turn.
  const draw = useRef(() => setShown(newest.current)).current;
  useEffect(() => {
    newest.current = value;
    if (waiting.size === 0) requestAnimationFrame(next);
    waiting.add(draw);
  }, [value, draw]);
  useEffect(
    () => () => {
      waiting.delete(draw);
    },
    [draw],
  );
  return shown;
}

function next(): void {
  const [first] = waiting;
  if (!first) return;
  waiting.delete(first);
  first();
  if (waiting.size > 0) requestAnimationFrame(next);
}
