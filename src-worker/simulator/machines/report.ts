import type { AttemptFaultKind } from '../../../src-core/protocol/scenario-faults';
import type { Frame } from '../net/link';

let lastRef = 0;

/** How an attempt tells its end. */
export interface Report {
  frames: Frame[];
  /** Which of the answers counts. */
  ref: number;
}

/** The report of an attempt's end, with what a fault puts beside it; each frame has a `ref` of its own. */
export function reportOf(
  outcome: Frame,
  { jobId, fence }: { jobId: string; fence: number },
  fault: AttemptFaultKind | null,
): Report {
  const about = (job: { jobId: string; fence: number }) => ({ ...outcome, ...job, ref: nextRef() });
  const right = about({ jobId, fence });
  const { ref } = right;
  switch (fault) {
    case 'complete_twice':
      return { frames: [right, about({ jobId, fence })], ref };
    case 'wrong_fence':
      // An older one: a newer one could come true.
      return { frames: [about({ jobId, fence: Math.max(1, fence - 1) }), right], ref };
    case 'unknown_job':
      return { frames: [about({ jobId: `nobody-has-${ref}`, fence }), right], ref };
    default:
      return { frames: [right], ref };
  }
}

function nextRef(): number {
  lastRef += 1;
  return lastRef;
}
