import type { JobView } from '../../../../src-core/protocol/http';
import { type JobRequest, jobRequestSchema } from '../../../../src-core/protocol/job';

/** What a person may change of a copy. */
export interface CopyForm {
  type: string;
  priority: number;
  /** JSON text. */
  payload: string;
}

export interface CopyFault {
  path: string;
  message: string;
}

/** The form of a copy as it opens. */
export function copyForm({ type, priority, payload }: JobView): CopyForm {
  return { type, priority, payload: JSON.stringify(payload ?? null, null, 2) };
}

/** The request a form makes, with the original's other options; or what is wrong with it. */
export function copyRequest(job: JobView, form: CopyForm): { request: JobRequest } | { faults: CopyFault[] } {
  let payload: unknown;
  try {
    payload = JSON.parse(form.payload);
  } catch (error) {
    return { faults: [{ path: 'payload', message: (error as Error).message }] };
  }
  const { queue, attempts, timeoutMs, requires, labels } = job;
  const parsed = jobRequestSchema.safeParse({
    type: form.type,
    payload,
    queue,
    priority: form.priority,
    attempts,
    timeoutMs,
    ...(requires && { requires }),
    ...(labels && { labels }),
  });
  if (parsed.success) return { request: parsed.data };
  return { faults: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })) };
}
