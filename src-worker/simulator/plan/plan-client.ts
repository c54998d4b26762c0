import type { SimulatedLoad } from '../../../src-core/protocol/scenario';
import type { Draw } from '../draws/draw';
import { drawSpan, leastGapMs } from './planned';

/** A client is without a connection for a time. */
export interface PlannedDisconnect {
  /** ms after the start */
  at: number;
  forMs: number;
}

/** What a client is called in logs and decisions: `render-load/2`. `index` counts from 0. */
export function clientName(load: string, index: number): string {
  return `${load}/${index + 1}`;
}

/** When a client loses its connection within `spanMs`. */
export function planClient(
  name: string,
  { disconnect }: SimulatedLoad,
  spanMs: number,
  draw: Draw,
): PlannedDisconnect[] {
  if (!disconnect) return [];
  const planned: PlannedDisconnect[] = [];
  let at = 0;
  for (let n = 1; ; n += 1) {
    at += Math.max(leastGapMs, drawSpan(draw, disconnect.every, 'time to disconnect', { actor: name, n }));
    if (at > spanMs) return planned;
    planned.push({ at, forMs: drawSpan(draw, disconnect.for, 'length of disconnect', { actor: name, n }) });
  }
}
