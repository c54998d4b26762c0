import { assertNever } from '../../../src-core/protocol/assert-never';
import type { ServerFrame } from '../../../src-core/protocol/client-frames';
import type { SignalboxError } from '../../../src-core/protocol/errors';
import type { DeliveryEvent } from '../../../src-core/queue/types';

type EventFrame = Exclude<DeliveryEvent, { type: 'broken' }>;

/** The frame that tells of a job's event. A broken watch is told by `errorFrame`. */
export function eventFrame(event: EventFrame): ServerFrame {
  const { jobId } = event;
  switch (event.type) {
    case 'chunk':
      return { type: 'job_chunk', jobId, attempt: event.attempt, seq: event.seq, data: event.data };
    case 'state':
      return { type: 'job_state', jobId, state: event.state, attempt: event.attempt, at: event.at };
    case 'progress':
      return {
        type: 'job_progress',
        jobId,
        percent: event.percent,
        ...(event.note !== undefined && { note: event.note }),
      };
    case 'reset':
      return { type: 'stream_reset', jobId, attempt: event.attempt };
    case 'trimmed':
      return { type: 'stream_trimmed', jobId, attempt: event.attempt, firstSeq: event.firstSeq };
    case 'result':
      return { type: 'job_result', jobId, result: event.result };
    case 'error': {
      // The stack is for the trace, not for the wire.
      const { code, message } = event.error;
      return { type: 'job_error', jobId, error: { code, message }, willRetry: event.willRetry };
    }
    default:
      return assertNever(event);
  }
}

/** The `error` frame of an error; `about` names the request or job it answers. */
export function errorFrame(
  error: SignalboxError,
  about: { ref?: string | number | undefined; jobId?: string } = {},
): Extract<ServerFrame, { type: 'error' }> {
  return {
    type: 'error',
    ...(about.ref !== undefined && { ref: about.ref }),
    ...(about.jobId !== undefined && { jobId: about.jobId }),
    ...error.toBody(),
  };
}
