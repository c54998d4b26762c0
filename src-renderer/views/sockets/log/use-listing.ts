import { type RefObject, useEffect, useMemo, useState } from 'react';
import { flushSync } from 'react-dom';
import { type LogFilter, matcher } from './filter';
import { framesSince, type LoggedFrame, loggedFrames, logNumbers, watchLog } from './frames';
import { Listing } from './listing';
import { useLogState } from './log-state';

/** Rows that have left the log stay listed until one part in so many can go at once: each time the rest must move up. */
const staleParts = 50;
/** Drawing takes at most one part in so many of the time: frames may come faster than they can be drawn. */
const share = 4;
/** Milliseconds between two drawings: nobody reads faster, and the rest of the page is drawn too. */
const pauseMs = 30;

/**
 * The frames to show, kept up with the log once per animation frame: what uses them is drawn anew when rows changed,
 * though the listing is the same object. `table` is an element round the table.
 */
export function useListing(filter: LogFilter, table: RefObject<HTMLElement | null>): Listing {
  const paused = useLogState((state) => state.paused);
  const [clearings, setClearings] = useState(0);
  const [, setVersion] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a cleared log is listed anew
  const listing = useMemo(
    () => new Listing(paused?.frames ?? loggedFrames(), matcher(filter)),
    [paused, filter, clearings],
  );
  useEffect(() => onFollow(() => scrollToEnd(table.current)), [table]);
  useEffect(() => watchLog({ cleared: () => setClearings((count) => count + 1) }), []);
  useEffect(() => {
    if (!paused) return keepUp(listing, table, () => setVersion((count) => count + 1));
  }, [listing, paused, table]);
  return listing;
}

function keepUp(listing: Listing, table: RefObject<HTMLElement | null>, redraw: () => void): () => void {
  let request = 0;
  let notBefore = 0;
  const amended: LoggedFrame[] = [];
  const draw = (now: number) => {
    request = 0;
    if (now < notBefore) return schedule();
    const began = performance.now();
    for (const frame of amended.splice(0)) amend(listing, frame);
    listing.add(framesSince(listing.lastSeq + 1));
    drawRows(listing, table.current, redraw);
    notBefore = now + Math.max(pauseMs, share * (performance.now() - began));
  };
  const schedule = () => {
    if (request === 0) request = requestAnimationFrame(draw);
  };
  const stop = watchLog({
    added: schedule,
    amended: (frame) => {
      amended.push(frame);
      schedule();
    },
  });
  schedule();
  return () => {
    stop();
    cancelAnimationFrame(request);
  };
}

function amend(listing: Listing, frame: LoggedFrame): void {
  listing.amend(frame);
  useLogState.setState(({ open }) => (open?.seq === frame.seq ? { open: frame } : {}));
}

/** Draws what is new: at the end when it is followed, else without moving what is in sight. */
function drawRows(listing: Listing, table: HTMLElement | null, redraw: () => void): void {
  const grid = gridOf(table);
  const { follow } = useLogState.getState();
  const { oldest } = logNumbers();
  const stale = listing.rows[follow ? 0 : Math.floor(listing.rows.length / staleParts)];
  const gone = stale && stale.seq < oldest ? listing.dropBefore(oldest) : 0;
  const top = grid?.scrollTop ?? 0;
  flushSync(redraw);
  if (!grid) return;
  if (follow) scrollTo(grid, grid.scrollHeight);
  else if (gone > 0) scrollTo(grid, top - gone * rowPxOf(grid));
}

/** Calls back in the frame after somebody asked to follow, until the function it returns is called. */
function onFollow(act: () => void): () => void {
  return useLogState.subscribe((now, before) => {
    if (now.follow && !before.follow) requestAnimationFrame(act);
  });
}

function scrollToEnd(table: HTMLElement | null): void {
  const grid = gridOf(table);
  if (grid) scrollTo(grid, grid.scrollHeight);
}

/** The part of a table that scrolls. */
function gridOf(table: HTMLElement | null): HTMLElement | null {
  return table?.querySelector<HTMLElement>('[role="grid"]') ?? null;
}

/** Scrolls, and lets the table draw the rows that came into sight before the browser shows it. */
function scrollTo(grid: HTMLElement, top: number): void {
  const before = grid.scrollTop;
  grid.scrollTop = top;
  if (grid.scrollTop !== before) grid.dispatchEvent(new Event('scroll'));
}

function rowPxOf(grid: HTMLElement): number {
  return grid.querySelector<HTMLElement>('[role="row"]')?.offsetHeight ?? 0;
}
