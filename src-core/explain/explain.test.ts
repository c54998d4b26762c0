import { describe, expect, it } from 'vitest';
import type { JobView } from '../protocol/http';
import type { TraceEvent } from '../protocol/job';
import { plainText, type WhyQuestion } from './answer';
import { explain } from './explain';
import { evidenceOf, eventsOf, factsOf, iso, jobOf, workerOf } from './story.fixture';

const boom = { code: 'BOOM', message: 'no luck' };
const failed = { outcome: 'failed', error: boom } as const;

function told(question: WhyQuestion, job: JobView, events?: TraceEvent[]) {
  const answer = explain(evidenceOf(job, events)).answers.find((one) => one.question === question);
  return answer ? `${answer.title} ${plainText(answer.parts)}` : null;
}

describe('why a job ran more than once', () => {
  it.each<[string, JobView, TraceEvent[], string]>([
    [
      'a lost worker, with its last heartbeat',
      jobOf({
        runs: [
          { from: 1000, to: 9000, outcome: 'lost' },
          { from: 9100, outcome: 'running' },
        ],
        state: 'active',
      }),
      eventsOf(
        [0, 'created'],
        [1000, 'claimed', { attempt: 1 }],
        [6000, 'heartbeat', { attempt: 1 }],
        [9000, 'lost', { attempt: 1 }],
      ),
      'Why did it run twice? Attempt 1 on w1 was lost after 8 s: the worker was silent for 3 s after the last heartbeat.',
    ],
    [
      'a worker that was lost before its first heartbeat',
      jobOf({
        runs: [
          { from: 1000, to: 4000, outcome: 'lost' },
          { from: 5000, to: 6000 },
        ],
        state: 'completed',
        finishedAt: iso(6000),
      }),
      eventsOf([0, 'created'], [1000, 'claimed', { attempt: 1 }]),
      'Why did it run twice? Attempt 1 on w1 was lost after 3 s: the worker was silent for 3 s after the claim.',
    ],
    [
      'released at shutdown',
      jobOf({
        runs: [
          { from: 1000, to: 2000, outcome: 'released' },
          { from: 3000, outcome: 'running' },
        ],
        state: 'active',
      }),
      eventsOf([0, 'created']),
      'Why did it run twice? Attempt 1 on w1 was given back after 1 s, as a worker does when it stops; that used up no attempt.',
    ],
    [
      'a timeout and a failure',
      jobOf({
        runs: [
          { from: 0, to: 5000, outcome: 'timeout' },
          { from: 6000, to: 7000, ...failed },
          { from: 8000, to: 9000 },
        ],
        state: 'completed',
        finishedAt: iso(9000),
        timeoutMs: 5000,
      }),
      eventsOf([0, 'created']),
      'Why did it run 3 times? Attempt 1 on w1 ran out of time (5 s allowed). Attempt 2 on w2 failed after 1 s with BOOM: no luck.',
    ],
    [
      'many: they are counted',
      jobOf({
        runs: [
          { from: 0, to: 1, ...failed },
          { from: 10, to: 11, ...failed },
          { from: 20, to: 21, outcome: 'lost' },
          { from: 30, to: 31, outcome: 'released' },
          { from: 40, outcome: 'running' },
        ],
        state: 'active',
      }),
      eventsOf([0, 'created']),
      'Why did it run 5 times? Of 4 earlier attempts 2 failed (the last with BOOM: no luck), ' +
        '1 was lost with its worker and 1 was given back.',
    ],
    [
      'sent again by hand',
      jobOf({
        runs: [
          { from: 0, to: 1000, ...failed },
          { from: 6000, outcome: 'running' },
        ],
        state: 'active',
      }),
      eventsOf([0, 'created'], [5000, 'requeued', { detail: 'retried by admin' }]),
      'Why did it run twice? Attempt 1 on w1 failed after 1 s with BOOM: no luck. ' +
        'It lay dead and was sent again by hand (retried by admin).',
    ],
    [
      'a lost worker that reported all the same',
      jobOf({
        runs: [
          { from: 0, to: 3000, fence: 71, outcome: 'lost' },
          { from: 3000, to: 4000 },
        ],
        state: 'completed',
        finishedAt: iso(4000),
      }),
      eventsOf(
        [0, 'claimed', { attempt: 1 }],
        [
          5000,
          'frame',
          { detail: { type: 'job_complete', direction: 'in', role: 'worker', text: '{"fence":71,"res' } },
        ],
      ),
      'Why did it run twice? Attempt 1 on w1 was lost after 3 s: the worker was silent for 3 s after the claim. ' +
        'w1 reported on it 2 s later; that was refused, as the job was no longer its own.',
    ],
  ])('%s', (_name, job, events, expected) => {
    expect(told('twice', job, events)).toBe(expected);
  });

  it('is not asked of a job that ran once or never', () => {
    expect(told('twice', jobOf())).toBeNull();
    expect(told('twice', jobOf({ state: 'active', runs: [{ from: 1, outcome: 'running' }] }))).toBeNull();
  });
});

describe('why a job is dead', () => {
  const dead = (change: Parameters<typeof jobOf>[0]) =>
    jobOf({ state: 'dead', finishedAt: iso(9000), ...change });
  it.each<[string, JobView, TraceEvent[] | undefined, string, string]>([
    [
      'attempts used up',
      dead({
        attempts: 3,
        runs: [
          { from: 0, to: 1, outcome: 'lost' },
          { from: 2, to: 3, ...failed },
          { from: 4, to: 9000, ...failed },
        ],
      }),
      undefined,
      'All 3 attempts are used up: 2 failed (the last with BOOM: no luck) and 1 was lost with its worker.',
      'Dead: attempt 3 failed with BOOM: no luck, and all 3 attempts are used up.',
    ],
    [
      'the only attempt ran out of time',
      dead({ attempts: 1, runs: [{ from: 0, to: 9000, outcome: 'timeout' }] }),
      undefined,
      'It had one attempt: attempt 1 on w1 ran out of time (90 s allowed).',
      'Dead: attempt 1 ran out of time, its only attempt.',
    ],
    [
      'not to be tried again',
      dead({ runs: [{ from: 0, to: 9000, ...failed }] }),
      undefined,
      'Attempt 1 on w1 failed with BOOM: no luck. That error is not to be tried again, so 3 attempts of 4 went unused.',
      'Dead: attempt 1 failed with BOOM: no luck, which is not to be tried again.',
    ],
    [
      'it took its workers down',
      dead({
        attempts: 2,
        runs: [
          { from: 0, to: 1, outcome: 'lost' },
          { from: 2, to: 9000, outcome: 'lost' },
        ],
      }),
      undefined,
      'Its worker stopped answering while it ran the job, 2 times (w1 and w2). ' +
        'That used up all attempts; a job that may take down its workers is not tried for ever.',
      'Dead: its workers were lost 2 times while they ran it.',
    ],
    [
      'a release counts for nothing, and neither does what was before it was sent again',
      dead({
        attempts: 1,
        runs: [
          { from: 0, to: 1, outcome: 'lost' },
          { from: 3, to: 4, outcome: 'released' },
          { from: 5, to: 9000, ...failed },
        ],
      }),
      eventsOf([0, 'created'], [2, 'requeued']),
      'It had one attempt: attempt 3 on w3 failed after 8.995 s with BOOM: no luck.',
      'Dead: attempt 3 failed with BOOM: no luck, its only attempt.',
    ],
  ])('%s', (_name, job, events, why, verdict) => {
    expect(told('dead', job, events)).toBe(`Why is it dead? ${why}`);
    expect(plainText(explain(evidenceOf(job, events)).verdict)).toBe(verdict);
  });
});

describe('why a job was late', () => {
  it.each<[string, JobView, TraceEvent[], string | null]>([
    [
      'it waited',
      jobOf({ state: 'completed', finishedAt: iso(6000), runs: [{ from: 5000, to: 6000 }] }),
      eventsOf([0, 'created'], [0, 'ready']),
      'It started 5 s after it was submitted: 5 s waiting for a worker.',
    ],
    [
      'a delay that was asked for is not counted',
      jobOf({ state: 'completed', finishedAt: iso(9000), runs: [{ from: 7000, to: 9000 }] }),
      eventsOf([0, 'created'], [5000, 'ready']),
      'It started 2 s after it was submitted (not counting the delay of 5 s it was submitted with): 2 s waiting for a worker.',
    ],
    [
      'attempts, backoff and waiting, the longest first',
      jobOf({
        state: 'completed',
        finishedAt: iso(30_000),
        runs: [
          { from: 1000, to: 4000, ...failed },
          { from: 14_000, to: 20_000, outcome: 'lost' },
          { from: 25_000, to: 30_000 },
        ],
      }),
      eventsOf([0, 'created'], [4000, 'retry', { detail: { dueAt: Date.UTC(2026, 0, 5, 12, 0, 12) } }]),
      'Its last attempt started 25 s after it was submitted: 8 s waiting for a worker, 8 s in backoff and ' +
        '6 s in attempt 2 (lost on w2).',
    ],
    [
      'not a second',
      jobOf({ state: 'completed', finishedAt: iso(9000), runs: [{ from: 999, to: 9000 }] }),
      eventsOf([0, 'created']),
      null,
    ],
  ])('%s', (_name, job, events, expected) => {
    expect(told('late', job, events)).toBe(expected && `Why was it late? ${expected}`);
  });
});

describe('the verdict', () => {
  it.each<[string, JobView, TraceEvent[] | undefined, string]>([
    [
      'completed at once',
      jobOf({ state: 'completed', finishedAt: iso(3000), runs: [{ from: 20, to: 3020 }] }),
      undefined,
      'Completed on w1 in 3 s, started 0.02 s after it was submitted.',
    ],
    [
      'completed at last',
      jobOf({
        state: 'completed',
        finishedAt: iso(3000),
        runs: [
          { from: 0, to: 5, outcome: 'lost' },
          { from: 1000, to: 3000 },
        ],
      }),
      undefined,
      'Completed on w2 at attempt 2 in 2 s; before that 1 was lost with its worker.',
    ],
    [
      'active',
      jobOf({ state: 'active', progress: { percent: 40 }, runs: [{ from: 2000, outcome: 'running' }] }),
      eventsOf([0, 'created'], [11_000, 'heartbeat', { attempt: 1 }]),
      'Running on w1 for 10 s, 40 % done, last heard of 1 s ago.',
    ],
    [
      'scheduled for a retry',
      jobOf({ state: 'scheduled', dueAt: iso(15_000), runs: [{ from: 0, to: 5, ...failed }] }),
      undefined,
      'Attempt 1 failed with BOOM: no luck; it becomes ready in 3 s, 3 attempts left.',
    ],
    [
      'scheduled with a delay',
      jobOf({ state: 'scheduled', dueAt: iso(15_000) }),
      undefined,
      'Submitted to run later: it becomes ready in 3 s.',
    ],
    [
      'cancelled while it waited, by whom',
      jobOf({ state: 'cancelled', finishedAt: iso(3000) }),
      eventsOf([0, 'created'], [3000, 'cancelled', { detail: 'cancelled by client ada' }]),
      'Cancelled by client ada before it ran, 3 s after it was submitted.',
    ],
    [
      'cancelled while it ran, and why',
      jobOf({
        state: 'cancelled',
        finishedAt: iso(3000),
        runs: [{ from: 1000, to: 3000, outcome: 'cancelled' }],
      }),
      eventsOf([0, 'created'], [3000, 'cancelled', { detail: 'the client disconnected' }]),
      'Cancelled (the client disconnected) while it ran on w1 (for 2 s).',
    ],
    [
      'cancelled in backoff',
      jobOf({ state: 'cancelled', finishedAt: iso(3000), runs: [{ from: 0, to: 1000, ...failed }] }),
      eventsOf([0, 'created'], [3000, 'cancelled', { detail: 'by request' }]),
      'Cancelled by request 2 s after attempt 1.',
    ],
    [
      'expired',
      jobOf({ state: 'expired', finishedAt: iso(5000) }),
      undefined,
      'Expired: it had not started 5 s after it was submitted.',
    ],
  ])('%s', (_name, job, events, expected) => {
    expect(plainText(explain(evidenceOf(job, events)).verdict)).toBe(expected);
  });

  it('of a waiting job names the strongest reason', () => {
    const verdict = (facts: ReturnType<typeof factsOf> | null) =>
      plainText(explain(evidenceOf(jobOf(), undefined, facts)).verdict);
    expect(verdict(factsOf({ paused: true }, { workers: [] }))).toBe(
      'Waiting for 12 s: queue default is paused.',
    );
    expect(verdict(factsOf({}, { workers: [workerOf({ active: 5 })] }))).toBe(
      'Waiting for 12 s: the only worker able to run it is busy (5 of 5 slots), and it goes next.',
    );
    expect(verdict(null)).toBe('Waiting for 12 s.');
  });
});

it('tells what would hold an expired job now', () => {
  const job = jobOf({ state: 'expired', finishedAt: iso(5000) });
  const [answer] = explain(evidenceOf(job, undefined, factsOf({ paused: true }))).answers;
  expect(plainText(answer?.parts ?? [])).toBe(
    'No worker had started it 5 s after it was submitted, when its time to start was over. ' +
      'What would hold it now: queue default is paused.',
  );
});
