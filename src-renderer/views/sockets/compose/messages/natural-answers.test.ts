import { describe, expect, it } from 'vitest';
import type { SocketRole } from '../../../../../src-core/protocol/connection-spec';
import type { LoggedFrame } from '../../log/frames';
import { naturalAnswers, noTalk, talkAfter } from './natural-answers';

type Heard = Record<string, unknown> & { type: string };

function frame(way: LoggedFrame['way'], message: Heard): LoggedFrame {
  const job = message.job as { id?: string } | undefined;
  return {
    seq: 1,
    at: 0,
    connectionId: 'c1',
    connection: 'worker',
    way,
    data: JSON.stringify(message),
    bytes: 0,
    type: message.type,
    jobId: String(message.jobId ?? job?.id ?? ''),
  };
}
const got = (message: Heard) => frame('received', message);
const sent = (message: Heard) => frame('sent', message);

/** What is offered after these frames. */
function answers(role: SocketRole, frames: LoggedFrame[]): Heard[] {
  const talk = frames.reduce(talkAfter, noTalk);
  return naturalAnswers(role, talk).map(({ text }) => JSON.parse(text) as Heard);
}
const types = (role: SocketRole, frames: LoggedFrame[]) => answers(role, frames).map(({ type }) => type);

const welcome = got({ type: 'welcome' });
const registered = got({ type: 'worker_registered', workers: ['m:gpu0', 'm:gpu1'] });
const assigned = (id: string, fence: number) =>
  got({ type: 'job_assigned', job: { id, type: 'x' }, workerId: 'm:gpu0', fence });

describe('natural answers of a worker', () => {
  it('begin with who it is', () => {
    expect(types('worker', [welcome])).toEqual(['register_worker']);
    expect(types('worker', [welcome, registered])).toEqual(['heartbeat']);
  });

  it('take the job that waits longest for it, then work on the newest', () => {
    const two = [welcome, registered, assigned('a', 1), assigned('b', 2)];
    expect(answers('worker', two)[0]).toEqual({ type: 'assignment_ack', jobId: 'a', fence: 1 });
    const one = [...two, sent({ type: 'assignment_ack', jobId: 'a', fence: 1 })];
    expect(answers('worker', one)[0]).toEqual({ type: 'assignment_ack', jobId: 'b', fence: 2 });
    const both = [...one, sent({ type: 'assignment_ack', jobId: 'b', fence: 2 })];
    expect(answers('worker', both)[0]).toMatchObject({ type: 'job_progress', jobId: 'b', fence: 2 });
    expect(answers('worker', both)).toContainEqual(
      expect.objectContaining({
        type: 'heartbeat',
        workers: [
          { id: 'm:gpu0', load: 1 },
          { id: 'm:gpu1', load: 0 },
        ],
        jobs: [
          { jobId: 'a', fence: 1 },
          { jobId: 'b', fence: 2 },
        ],
      }),
    );
  });

  it('count the chunks', () => {
    const held = [registered, assigned('a', 1), sent({ type: 'assignment_ack', jobId: 'a', fence: 1 })];
    const chunk = (seq: number) => sent({ type: 'job_chunk', jobId: 'a', fence: 1, seq });
    const next = (frames: LoggedFrame[]) =>
      answers('worker', frames).find(({ type }) => type === 'job_chunk');
    expect(next(held)?.seq).toBe(1);
    expect(next([...held, chunk(1), chunk(2)])?.seq).toBe(3);
  });

  it.each([
    sent({ type: 'job_complete', jobId: 'a', fence: 1, result: 1 }),
    sent({ type: 'job_fail', jobId: 'a', fence: 1 }),
    sent({ type: 'release_job', jobId: 'a', fence: 1 }),
    got({ type: 'job_cancelled', jobId: 'a', fence: 1 }),
    got({ type: 'lease_lost', jobId: 'a', fence: 1 }),
  ])('are over with $type', (end) => {
    expect(types('worker', [registered, assigned('a', 1), end])).toEqual(['heartbeat']);
    // Of an earlier claim of the same job.
    expect(types('worker', [registered, assigned('a', 2), end])[0]).toBe('assignment_ack');
  });

  it('say farewell to a gateway that leaves, and forget with the connection', () => {
    const leaves = got({ type: 'draining', reconnectAfterMs: 1 });
    expect(types('worker', [registered, leaves])).toEqual(['drain']);
    expect(types('worker', [registered, assigned('a', 1), frame('closed', { type: 'closed' })])).toEqual([
      'register_worker',
    ]);
  });
});

describe('natural answers of a client', () => {
  const accepted = got({ type: 'job_accepted', jobId: 'a' });

  it('are about the job it submitted, while it goes on', () => {
    expect(answers('client', [welcome, accepted])[1]).toMatchObject({ type: 'cancel_job', jobId: 'a' });
    expect(types('client', [welcome, accepted])).toEqual(['watch_job', 'cancel_job', 'get_job']);
  });

  it.each([
    { type: 'job_result', jobId: 'a' },
    { type: 'job_error', jobId: 'a', willRetry: false },
    { type: 'job_state', jobId: 'a', state: 'cancelled' },
  ])('are another job after $type', (end) => {
    expect(types('client', [welcome, accepted, got(end)])).toEqual(['submit_job']);
    expect(types('client', [welcome, accepted, got({ ...end, jobId: 'b' })])).toContain('cancel_job');
  });

  it('go on with a retry, and resume after draining', () => {
    const retried = got({ type: 'job_error', jobId: 'a', willRetry: true });
    expect(types('client', [welcome, accepted, retried])).toContain('cancel_job');
    const [resume] = answers('client', [welcome, accepted, got({ type: 'draining' })]);
    expect(resume).toMatchObject({ type: 'resume', jobs: [{ jobId: 'a', afterSeq: 0 }] });
  });
});
