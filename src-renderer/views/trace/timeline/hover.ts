import { formatDateTime, formatDuration } from '../../../components/format';
import { offsetText } from './axis-ticks';
import { markAt } from './labels';
import type { Lane } from './lane';
import { timeAt, type Viewport } from './viewport';

/** What lies under the pointer, in words. */
export interface Hover {
  title: string;
  text: string;
}

/** The mark or segment of a lane at a pixel, and its exact time; the time alone where there is nothing. */
export function hoverOf(
  lane: Lane | undefined,
  x: number,
  view: Viewport,
  width: number,
  origin: number,
): Hover {
  const at = timeAt(x, view, width);
  const time = (ms: number) => `${offsetText(ms - origin, 1)}, ${formatDateTime(ms)}`;
  if (!lane) return { title: offsetText(at - origin, 1), text: formatDateTime(at) };
  const mark = markAt(lane.marks, x, view, width);
  if (mark) return { title: mark.label, text: time(mark.at) };
  const segment = lane.segments.find(({ from, to }) => at >= from && at <= to);
  if (!segment) return { title: lane.label, text: time(at) };
  const length = formatDuration(segment.to - segment.from);
  return { title: segment.label, text: `${time(segment.from)}, ${length}${segment.open ? ' so far' : ''}` };
}
