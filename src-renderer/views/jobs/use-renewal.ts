import { useEffect, useRef, useState } from 'react';

/** A list nobody uses shows what is new this often at most; ms. */
const renewMs = 2000;

interface Renewal {
  /** What the table tells of its use. */
  onInUse(inUse: boolean): void;
  /** For the element around the table: a pointer on its way to `37 new` has left the rows, but is not done with them. */
  listeners: { onPointerEnter(): void; onPointerLeave(): void };
}

/** Shows new rows by itself while nobody uses the table. */
export function useRenewal(arrived: number, isSearch: boolean, renew: () => void): Renewal {
  const [inUse, setInUse] = useState(false);
  const [pointed, setPointed] = useState(false);
  const due = arrived > 0 && !inUse && !pointed && !isSearch;
  const newest = useRef(renew);
  newest.current = renew;
  useEffect(() => {
    if (!due) return;
    const timer = setTimeout(() => newest.current(), renewMs);
    return () => clearTimeout(timer);
  }, [due]);
  return {
    onInUse: setInUse,
    listeners: { onPointerEnter: () => setPointed(true), onPointerLeave: () => setPointed(false) },
  };
}
