import type { SimulatedLoad } from '../../../src-core/protocol/scenario';
import type { Draw } from '../draws/draw';
import { unitExponential } from '../draws/sample';
import { leastGapMs } from './planned';

/** When the jobs of a load come, ms after the start, in order; none after `durationMs`. */
export function* arrivalTimes(
  name: string,
  { arrivals, startAfter }: SimulatedLoad,
  durationMs: number,
  draw: Draw,
): Generator<number> {
  const spanMs = durationMs - startAfter;
  const next = (n: number) => unitExponential(draw('arrival', { actor: name, n }));
  if (spanMs < 0) return;
  if ('recorded' in arrivals) {
    for (const offset of [...arrivals.recorded].sort((one, other) => one - other)) {
      if (offset <= spanMs) yield startAfter + offset;
    }
  } else if ('burst' in arrivals) {
    const { size, every } = arrivals.burst;
    const gapMs = every === undefined ? Number.POSITIVE_INFINITY : Math.max(leastGapMs, every);
    for (let at = 0; at === 0 || at < spanMs; at += gapMs) {
      for (let n = 0; n < size; n += 1) yield startAfter + at;
    }
  } else {
    const { from, to } =
      'ramp' in arrivals
        ? arrivals.ramp
        : { from: arrivals.poisson.perSecond, to: arrivals.poisson.perSecond };
    let expected = 0;
    for (let n = 1; ; n += 1) {
      expected += next(n);
      const at = timeOfExpected(expected, from / 1000, to / 1000, spanMs);
      if (at === null) return;
      yield Math.round((startAfter + at) * 1000) / 1000;
    }
  }
}

/**
 * When so many arrivals are expected, at a rate (per ms) that goes evenly `from` one `to` another over `spanMs`; null when
 * fewer are expected in all.
 */
function timeOfExpected(expected: number, from: number, to: number, spanMs: number): number | null {
  if (expected >= ((from + to) / 2) * spanMs) return null;
  // expected = from t + growth t^2 / 2, solved so that it also holds for a growth of 0.
  const growth = (to - from) / spanMs;
  return (2 * expected) / (from + Math.sqrt(from * from + 2 * growth * expected));
}
