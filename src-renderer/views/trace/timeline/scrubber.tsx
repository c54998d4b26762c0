import type { KeyboardEvent } from 'react';
import { formatDateTime } from '../../../components/format';
import { offsetText } from './axis-ticks';
import { type Viewport, xOf } from './viewport';
import styles from './timeline.module.css';

interface ScrubberProps {
  /** Epoch ms. */
  at: number;
  /** Follows the end. */
  isLoose: boolean;
  /** Times of all events, in their order. */
  stops: readonly number[];
  bounds: Viewport;
  view: Viewport;
  width: number;
  /** When the job was submitted. */
  origin: number;
  onMove(at: number | null): void;
}

/** The line that stands at one moment. Arrows go from event to event, with Shift by a hundredth of what is in sight. */
export function Scrubber(props: ScrubberProps) {
  const { at, isLoose, bounds, view, width, origin, onMove } = props;
  const x = xOf(at, view, width);
  const shown = x >= -1 && x <= width + 1;
  const onKeyDown = (event: KeyboardEvent) => {
    const to = target(event, props);
    if (to === undefined) return;
    event.preventDefault();
    onMove(to);
  };
  return (
    <div
      className={styles.scrubber}
      data-loose={isLoose || undefined}
      data-hidden={!shown || undefined}
      style={{ transform: `translateX(${Math.max(0, Math.min(width, x))}px)` }}
    >
      <div
        className={styles.scrubberHandle}
        role="slider"
        tabIndex={0}
        aria-label="Moment"
        aria-valuemin={Math.round(bounds.from - origin)}
        aria-valuemax={Math.round(bounds.to - origin)}
        aria-valuenow={Math.round(at - origin)}
        aria-valuetext={`${offsetText(at - origin, 1)}, ${formatDateTime(at)}`}
        title={`${offsetText(at - origin, 1)}  ${formatDateTime(at)}`}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}

/** Where a key leads; null = to the end, undefined = nowhere. */
function target(event: KeyboardEvent, { at, stops, bounds, view }: ScrubberProps): number | null | undefined {
  const step = (view.to - view.from) / 100;
  const bounded = (to: number) => Math.min(bounds.to, Math.max(bounds.from, to));
  switch (event.key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return event.shiftKey ? bounded(at - step) : stopBefore(stops, at);
    case 'ArrowRight':
    case 'ArrowUp':
      return event.shiftKey ? bounded(at + step) : stopAfter(stops, at);
    case 'PageUp':
      return bounded(at - 10 * step);
    case 'PageDown':
      return bounded(at + 10 * step);
    case 'Home':
      return bounds.from;
    case 'End':
      return null;
    default:
      return undefined;
  }
}

/** The last event before a moment; the moment itself when there is none. */
export function stopBefore(stops: readonly number[], at: number): number {
  return stops.findLast((stop) => stop < at) ?? at;
}

/** The first event after a moment; null = none, so the end. */
export function stopAfter(stops: readonly number[], at: number): number | null {
  return stops.find((stop) => stop > at) ?? null;
}
