import { breachOf, type EndFrame, type JobFrame, type KitJob } from './kit-job';
import type { Session } from './session';

/** Judges a frame about a job, notes it, and answers an end. */
export function checkJobFrame(session: Session, frame: JobFrame): void {
  const { ledger, jobs, timing } = session;
  const job = jobs.find(({ id, fence }) => id === frame.jobId && fence === frame.fence);
  if (!job) {
    const known = jobs.some(({ id }) => id === frame.jobId);
    ledger.broke(
      'R9',
      `${frame.type} for ${frame.jobId} with ${known ? 'a fence it was not given' : 'no assignment'}`,
    );
    return refuse(session, frame);
  }
  ledger.saw('R9');
  const breach = breachOf(job, jobs);
  if (job.revoked && breach) {
    const lateMs = performance.now() - job.revoked.at;
    if (lateMs > timing.noticeMs)
      ledger.broke(breach, `${frame.type} of job ${job.id} came ${Math.round(lateMs)} ms after`);
    if (isEnd(frame)) job.end ??= frame;
    return refuse(session, frame);
  }
  if (job.end) return afterEnd(session, job, frame);
  note(session, job, frame);
  if (!isEnd(frame) && frame.ref !== undefined) session.send({ type: 'ok', ref: frame.ref });
}

function note(session: Session, job: KitJob, frame: JobFrame): void {
  const { ledger } = session;
  switch (frame.type) {
    case 'assignment_ack':
      job.ackedAt ??= performance.now();
      // What else an assignment was made for is seen by more than its acknowledgement.
      if (job.ackRule === 'R8' || job.ackRule === 'R14') ledger.saw(job.ackRule);
      return;
    case 'job_progress':
      return ledger.saw('R12');
    case 'job_chunk': {
      // After a lost link it may repeat what the gateway may not have got.
      const repeat = frame.seq <= job.lastSeq && job.assignedOn !== session.socketNumber;
      if (!repeat && frame.seq !== job.lastSeq + 1) {
        ledger.broke('R13', `chunk ${frame.seq} of job ${job.id} came after ${job.lastSeq}`);
      } else ledger.saw('R13');
      job.lastSeq = Math.max(job.lastSeq, frame.seq);
      return;
    }
    case 'job_complete':
    case 'job_fail':
    case 'release_job':
      return end(session, job, frame);
    default: {
      const never: never = frame;
      return never;
    }
  }
}

function end(session: Session, job: KitJob, frame: EndFrame): void {
  if (job.ackedAt === null) session.ledger.broke(job.ackRule, `${frame.type} came before the assignment_ack`);
  job.ackedAt ??= performance.now();
  job.end = frame;
  job.endedOn = session.socketNumber;
  session.ledger.saw('R10');
  session.ledger.saw('R11');
  if (!job.holdAnswer) accept(session, job);
}

/** An end may come again by another socket as long as it was not answered. */
function afterEnd(session: Session, job: KitJob, frame: JobFrame): void {
  const again = frame.type === job.end?.type && !job.answered && job.endedOn !== session.socketNumber;
  const chunkAgain = frame.type === 'job_chunk' && !job.answered && frame.seq <= job.lastSeq;
  if (chunkAgain && frame.ref !== undefined) session.send({ type: 'ok', ref: frame.ref });
  if (again) {
    session.ledger.saw('R21');
    job.endedOn = session.socketNumber;
    accept(session, job);
  } else if (!chunkAgain) {
    session.ledger.broke('R11', `${frame.type} for job ${job.id} came after its ${job.end?.type}`);
    if (job.answered) refuse(session, frame);
  }
}

function accept(session: Session, job: KitJob): void {
  job.answered = true;
  session.send({ type: 'accepted', ref: job.end?.ref, jobId: job.id, fence: job.fence });
}

function refuse(session: Session, frame: JobFrame): void {
  const { jobId, fence, ref } = frame;
  if (isEnd(frame)) session.send({ type: 'rejected', ref, jobId, fence, code: 'LEASE_LOST' });
}

function isEnd(frame: JobFrame): frame is EndFrame {
  return frame.type === 'job_complete' || frame.type === 'job_fail' || frame.type === 'release_job';
}
