import type { Mark, Tone } from './lane';
import { type Viewport, xOf } from './viewport';

/** Middle and half height of what is drawn in a lane; px. */
export const laneMiddle = 12;

/** One shape a tone, so that they can be told apart without their colours. */
function shape(tone: Tone, x: number): string {
  const y = laneMiddle;
  // An arrow to the right goes into the gateway, one to the left comes out of it.
  if (tone === 'in') return `M${x - 3} ${y - 4}l6 4l-6 4z`;
  if (tone === 'out') return `M${x + 3} ${y - 4}l-6 4l6 4z`;
  if (tone === 'event') return `M${x} ${y - 5}l4 5l-4 5l-4 -5z`;
  return `M${x} ${y - 6}h1v12h-1z`;
}

/** The outlines of a lane's marks by tone: one path each, whatever their number; marks of one pixel are drawn once. */
export function markPaths(
  marks: readonly Mark[],
  view: Viewport,
  width: number,
): [tone: Tone, path: string][] {
  const paths = new Map<Tone, string[]>();
  const drawn = new Map<Tone, number>();
  for (const { at, tone } of marks) {
    const x = Math.round(xOf(at, view, width));
    if (x < -8 || x > width + 8 || drawn.get(tone) === x) continue;
    drawn.set(tone, x);
    const known = paths.get(tone);
    if (known) known.push(shape(tone, x));
    else paths.set(tone, [shape(tone, x)]);
  }
  return [...paths].map(([tone, shapes]) => [tone, shapes.join('')]);
}
