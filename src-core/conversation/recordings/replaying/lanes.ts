import type { FrameBody } from '../frame-body';
import { frameTypeOf } from '../frame-body';

/**
 * What a frame belongs to, as `KIND VALUE`. Frames of one connection and one lane come in the recorded order; those of
 * different lanes may interleave otherwise each time: two jobs run at once, an answer overtakes an event.
 */
export type Lane = string;

/** The lane of a received frame. `ours`: of a gateway's socket, whose fields are known. */
export function laneOf(body: FrameBody, ours: boolean): Lane {
  const { frame } = body;
  if (typeof frame !== 'object' || frame === null) return 'rest';
  const fields = frame as Record<string, unknown>;
  if (!ours) return isKey(fields.id) ? `id ${fields.id}` : 'rest';
  const type = frameTypeOf(body);
  // An answer is told by its request's mark. Only `job_accepted` is sure to come before what follows from it.
  if (isKey(fields.ref) && type !== 'job_accepted') return `ref ${fields.ref}`;
  const jobId = fields.jobId ?? idOf(fields.job);
  // Notes of progress are told beside the other events.
  if (isKey(jobId)) return `${type === 'job_progress' ? 'progress' : 'job'} ${jobId}`;
  return `type ${type}`;
}

/** `job`, `ref`, `type`...: the kind of a lane. */
export function kindOfLane(lane: Lane): string {
  return lane.split(' ', 1)[0] ?? '';
}

function isKey(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function idOf(job: unknown): unknown {
  return typeof job === 'object' && job !== null && 'id' in job ? job.id : undefined;
}
