import { createHash } from 'node:crypto';
import type { Submission } from '../plan/plan-load';
import type { ScenarioPlan } from '../plan/scenario-plan';

/** What `submit_job` carries for a submission. */
export function jobOf(submission: Submission, plan: ScenarioPlan, runId: string): Record<string, unknown> {
  const { key, type } = submission;
  const { requires, priority, timeout, attempts, backoff, payloadBytes } = plan.job(type);
  const fill = payloadBytes > 0 ? { fill: 'x'.repeat(payloadBytes) } : {};
  return {
    type,
    payload: { sim: { key }, ...fill },
    id: jobIdOf(key, runId),
    queue: plan.scenario.queue,
    attempts,
    ...(requires && { requires }),
    ...(priority !== undefined && { priority }),
    ...(timeout !== undefined && { timeoutMs: Math.max(1, Math.round(timeout)) }),
    ...(backoff && { backoff }),
  };
}

/** The id a job is submitted with: the same each time within a run, another in the next one. */
export function jobIdOf(key: string, runId: string): string {
  return `${idText(runId)}:${idText(key.replace('#', '.'))}`;
}

/** The text as part of an id; what an id cannot hold is told apart by a hash. */
function idText(text: string): string {
  const plain = text.replace(/[^A-Za-z0-9._-]/g, '_');
  if (plain === text && text.length <= 50) return text;
  return `${plain.slice(-40)}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
}
