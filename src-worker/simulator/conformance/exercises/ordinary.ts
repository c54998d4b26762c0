import { isOpen, type KitJob } from '../kit-job';
import type { Session } from '../session';
import { ackMs } from '../timing';

/** At most this many jobs at once, however many slots there are. */
const mostSlots = 16;

/** R5. */
export async function answersPings(session: Session): Promise<void> {
  if (await session.ping(ackMs)) session.ledger.saw('R5');
  else session.ledger.broke('R5', `no pong came within ${ackMs} ms`);
}

/** Jobs one after the other: R8 to R13, as far as the job does those things. */
export async function runsJobs(session: Session): Promise<void> {
  for (const _round of [1, 2]) {
    const job = session.assign();
    if (!(await finished(session, job))) return;
    session.usualMs = performance.now() - job.assignedAt;
  }
  const { heartbeatMs } = session.timing;
  await session.until(() => false, 2.5 * heartbeatMs);
  if ((session.usualMs ?? 0) < heartbeatMs) {
    session.ledger.note('R7', `a job took ${Math.round(session.usualMs ?? 0)} ms: too short for a heartbeat`);
  }
  session.ledger.note('R12', 'no job reported progress');
  session.ledger.note('R13', 'no job sent chunks');
}

/** R14: every slot of every worker at once. */
export async function fillsSlots(session: Session): Promise<void> {
  const slots = session.registration?.slotsPerGpu ?? 1;
  const places = session.workerIds.flatMap((workerId) => Array.from({ length: slots }, () => workerId));
  if (places.length === 1) return session.ledger.note('R14', 'it registered one slot');
  const jobs = places
    .slice(0, mostSlots)
    .map((workerId, index) => session.assign({ workerId, ...(index > 0 && { ackRule: 'R14' as const }) }));
  await Promise.all(jobs.map((job) => finished(session, job)));
  const refused = jobs.find((job) => job.end?.type === 'release_job');
  if (refused) session.ledger.broke('R14', `it gave job ${refused.id} back though a slot was free`);
}

/** R15: a type that it did not register. */
export async function failsWhatItCannotRun(session: Session): Promise<void> {
  const job = session.assign({ type: 'conformance.no-such-type', ackRule: 'R15' });
  const ended = await session.until(
    () => job.end !== null || job.revoked !== null,
    session.timing.jobTimeoutMs,
  );
  if (job.end?.type === 'job_fail') return session.ledger.saw('R15');
  if (!ended || job.revoked) session.ledger.broke('R15', 'a job of a type it does not know was dropped');
  else session.ledger.broke('R15', `a job of a type it does not know ended with ${job.end?.type}`);
}

/** R16. */
export async function ignoresTheUnknown(session: Session): Promise<void> {
  const { socketNumber } = session;
  session.send({ type: 'news_of_a_later_gateway', value: { nested: [1, 2, 3] } });
  const job = session.assign({ extra: { later: { nested: true } }, ackRule: 'R16' });
  const { jobTimeoutMs } = session.timing;
  await session.until(
    () => job.end !== null || session.socketNumber > socketNumber || !session.isConnected,
    jobTimeoutMs,
  );
  if (job.end && session.socketNumber === socketNumber) return session.ledger.saw('R16');
  session.ledger.broke('R16', job.end ? 'it dropped its link' : 'the job that came with them did not end');
  if (isOpen(job)) session.revoke(job, 'job_cancelled');
}

/** Waits for a job's end; false, and R10 is broken, when it does not come. */
export async function finished(session: Session, job: KitJob): Promise<boolean> {
  const over = () => job.end !== null || job.revoked !== null;
  if (await session.until(over, session.timing.jobTimeoutMs)) return job.end !== null;
  session.ledger.broke('R10', `job ${job.id} did not end within ${session.timing.jobTimeoutMs} ms`);
  session.revoke(job, 'job_cancelled');
  return false;
}
