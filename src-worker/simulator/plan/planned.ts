import type { Distribution } from '../../../src-core/protocol/distribution';
import type { AttemptFault, Fault } from '../../../src-core/protocol/scenario-faults';
import type { Draw, DrawKey } from '../draws/draw';
import { sample } from '../draws/sample';

/** What happens again and again does so no faster than this, ms: a plan has an end. */
export const leastGapMs = 10;

/** A span drawn for a purpose and key, ms. */
export function drawSpan(draw: Draw, distribution: Distribution, purpose: string, key: DrawKey): number {
  return sample(distribution, draw(purpose, key), draw(`${purpose}, again`, key));
}

/** What a fault's draws are keyed by: its id, or its place in the list. */
export function faultKey(fault: Fault, place: number): string {
  return fault.id ?? `#${place + 1}`;
}

/** Whether it is a fault of attempts, not of machines. */
export function isOfAttempts(fault: Fault): fault is AttemptFault {
  return 'rate' in fault;
}
