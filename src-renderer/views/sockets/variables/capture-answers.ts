import type { LoggedFrame } from '../log/frames';
import { onFrame } from '../log/frames';
import { capture, keepSecret } from './variables';

/** What is taken from which frames: the newest job, and what its worker answers with. */
const captors = new Map<string, (frame: Record<string, unknown>, seen: LoggedFrame) => void>([
  ['job_accepted', (_frame, { jobId }) => capture({ jobId })],
  [
    'job_assigned',
    ({ fence }, { jobId }) => {
      if (typeof fence === 'number') capture({ jobId, fence });
    },
  ],
  [
    'welcome',
    // It opens the jobs of this client to whoever has it.
    ({ resumeToken }) => {
      if (typeof resumeToken === 'string') keepSecret({ resumeToken });
    },
  ],
]);

/** Captures `jobId`, `fence` and `resumeToken` of every frame that brings one, until what it returns is called. */
export function captureAnswers(): () => void {
  return onFrame((seen) => {
    const captor = seen.way === 'received' ? captors.get(seen.type) : undefined;
    if (captor && typeof seen.data === 'string') captor(JSON.parse(seen.data), seen);
  });
}
