import { isOpen, type KitJob } from '../kit-job';
import type { KitServer } from '../kit-server';
import type { Session } from '../session';
import { ackMs } from '../timing';
import { finished } from './ordinary';

/** As the kit tells it in `draining`, in ms; and what a timer may be early. */
const reconnectAfterMs = 1500;
const earlyMs = 50;
/** More attempts to connect a second are too many; the first ones may come faster. */
const mostAttemptsPerSecond = 5;
const firstAttempts = 3;

/** R20: the link is cut while a job runs. */
export async function keepsJobsOverACut(session: Session): Promise<void> {
  const job = await running(session);
  session.drop();
  if (!(await back(session))) return;
  if (!job)
    return session.ledger.note(
      'R20',
      'no job ran when the link was cut: give a payload that takes some seconds',
    );
  if (isOpen(job)) await finished(session, job);
}

/** R21: the link is cut when the end has come and before it is answered. */
export async function repeatsAnUnansweredEnd(session: Session): Promise<void> {
  const job = session.assign({ holdAnswer: true });
  if (!(await finished(session, job))) return;
  session.drop();
  if (!(await back(session))) return;
  if (await session.until(() => job.answered || job.revoked !== null, 5000)) return;
  session.ledger.broke('R21', `the ${job.end?.type} of job ${job.id} did not come again`);
  job.answered = true;
}

/** R22 and R23: the gateway drains and restarts while a job runs. */
export async function outlivesARestart(session: Session, server: KitServer): Promise<void> {
  const job = await running(session);
  const toldAt = performance.now();
  const from = server.attempts.length;
  session.send({ type: 'draining', reconnectAfterMs });
  const left = await session.until(() => !session.isConnected, 300);
  if (left && job && isOpen(job)) session.ledger.broke('R22', 'it dropped its link while its job ran');
  session.drop(1012, 'restart');
  if (!(await back(session))) return;
  const waitedMs = Math.round((server.attempts[from] ?? 0) - toldAt);
  if (waitedMs < reconnectAfterMs - earlyMs) {
    session.ledger.broke('R23', `it came back after ${waitedMs} ms; ${reconnectAfterMs} was told`);
  } else session.ledger.saw('R23');
  if (!job)
    return session.ledger.note('R22', 'no job ran at the restart: give a payload that takes some seconds');
  if (isOpen(job)) await finished(session, job);
  if (job.end?.type === 'job_complete' || job.end?.type === 'job_fail') session.ledger.saw('R22');
  else if (!session.ledger.isBroken('R20')) session.ledger.broke('R22', 'it gave its job up');
}

/** R24: the gateway is away for a while. */
export async function pausesBetweenAttempts(session: Session, server: KitServer): Promise<void> {
  const { watchMs } = session.timing;
  server.away = true;
  const from = server.attempts.length;
  session.drop();
  await session.until(() => false, watchMs);
  const attempts = server.attempts.length - from;
  server.away = false;
  const most = firstAttempts + (mostAttemptsPerSecond * watchMs) / 1000;
  if (attempts > most) session.ledger.broke('R24', `${attempts} attempts in ${watchMs} ms`);
  else if (await back(session)) session.ledger.saw('R24');
}

/** R25. The last exercise: the worker is gone after it. */
export async function staysAwayWhenReplaced(session: Session, server: KitServer): Promise<void> {
  const from = server.attempts.length;
  session.drop(1000, 'replaced');
  await session.until(() => server.attempts.length > from, session.timing.watchMs);
  if (server.attempts.length > from) session.ledger.broke('R25', 'it connected again');
  else session.ledger.saw('R25');
}

/** A job that the worker has acknowledged and not ended; null when it was too quick. */
async function running(session: Session): Promise<KitJob | null> {
  const job = session.assign();
  await session.until(() => job.ackedAt !== null || job.revoked !== null, ackMs + 500);
  return isOpen(job) ? job : null;
}

async function back(session: Session): Promise<boolean> {
  if (await session.until(() => session.isConnected, session.timing.reconnectMs)) return true;
  session.ledger.broke('R20', `it was not back ${session.timing.reconnectMs} ms after its link was lost`);
  return false;
}
