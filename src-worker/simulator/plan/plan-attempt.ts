import type { SimulatedJob } from '../../../src-core/protocol/scenario';
import type { AttemptFault, AttemptFaultKind, Fault } from '../../../src-core/protocol/scenario-faults';
import type { Draw } from '../draws/draw';
import { drawSpan, faultKey, isOfAttempts } from './planned';

/** What an attempt of a job will do, whoever runs it. */
export interface AttemptPlan {
  /** How long it runs on a machine of ordinary speed, ms. */
  durationMs: number;
  /** It fails after this share of its duration; null = it does not. */
  failsAt: number | null;
  chunks: { count: number; bytes: number };
  fault: PlannedFault | null;
}

export interface PlannedFault {
  kind: AttemptFaultKind;
  /** The share of the attempt's duration after which it happens, where it happens on the way. */
  at: number;
  /** How long it lasts, ms, where it lasts. */
  forMs: number;
}

/** How long a machine is away that crashed with an attempt, ms, unless the scenario says. */
const crashMs = 2000;

/** What attempt number `attempt` (from 1) of a job does. Of several faults drawn for it the first of the list happens. */
export function planAttempt(
  draw: Draw,
  job: string,
  attempt: number,
  type: string,
  { duration, failure, chunks }: SimulatedJob,
  faults: readonly Fault[],
): AttemptPlan {
  const key = { job, attempt };
  const fails = failure !== undefined && draw('failure', key) < failure.rate;
  return {
    durationMs: drawSpan(draw, duration, 'duration', key),
    failsAt: fails ? share(draw('time of failure', key)) : null,
    chunks: { count: chunks?.count ?? 0, bytes: chunks?.bytes ?? 0 },
    fault: planFault(draw, job, attempt, type, faults),
  };
}

function planFault(
  draw: Draw,
  job: string,
  attempt: number,
  type: string,
  faults: readonly Fault[],
): PlannedFault | null {
  for (const [place, fault] of faults.entries()) {
    if (!isOfAttempts(fault) || !isMeant(fault, type, attempt)) continue;
    const key = { job, attempt, actor: faultKey(fault, place) };
    if (draw('fault', key) >= fault.rate) continue;
    return { kind: fault.kind, at: share(draw('time of fault', key)), forMs: fault.for ?? crashMs };
  }
  return null;
}

function isMeant({ jobs, attempts }: AttemptFault, type: string, attempt: number): boolean {
  return (!jobs || jobs.includes(type)) && (!attempts || attempts.includes(attempt));
}

/** Neither at the very beginning nor at the very end. */
function share(drawn: number): number {
  return Math.round((0.05 + 0.9 * drawn) * 10_000) / 10_000;
}
