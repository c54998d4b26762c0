import { describe, expect, it } from 'vitest';
import type { JobFacts } from '../protocol/facts';
import type { JobView } from '../protocol/http';
import { plainText } from './answer';
import { explain } from './explain';
import { evidenceOf, eventsOf, factsOf, iso, jobOf, t0, workerOf } from './story.fixture';

function why(job: JobView, facts: JobFacts | null, events = eventsOf([0, 'created'])) {
  const { answers } = explain(evidenceOf(job, events, facts));
  const answer = answers.find(({ question }) => question === 'waiting');
  if (!answer) throw new Error('no answer to why it waits');
  return answer;
}

const since = 'It has waited 12 s since it was submitted';
const draining = workerOf({ state: 'draining' });
const small = { servesType: true, lacks: ['gpuMemoryMb of at least 24000'] };

describe('why a job waits', () => {
  it.each<[string, JobFacts, string]>([
    ['paused', factsOf({ paused: true }), ', because queue default is paused.'],
    ['no worker', factsOf({}, { workers: [] }), ', because no worker is there for queue default.'],
    [
      'the only worker does not take the type',
      factsOf({}, { workers: [workerOf({ servesType: false })] }),
      ', because the only worker does not take jobs of type chat.',
    ],
    [
      'no worker takes the type',
      factsOf({}, { workers: [workerOf({ servesType: false }), workerOf({ id: 'w2', servesType: false })] }),
      ', because neither of the 2 workers takes jobs of type chat.',
    ],
    [
      'the only worker of the type lacks something',
      factsOf({}, { workers: [workerOf(small), workerOf({ id: 'w2', servesType: false })] }),
      ', because the only worker for type chat does not meet what it requires: w1 lacks gpuMemoryMb of at least 24000.',
    ],
    [
      'workers lack different things',
      factsOf(
        {},
        {
          workers: [
            workerOf({ ...small, id: 'a' }),
            workerOf({ ...small, id: 'b' }),
            workerOf({ id: 'c', lacks: ['zone eu', 'gpuModel A100'] }),
          ],
        },
      ),
      ', because none of the 3 workers for type chat meets what it requires: ' +
        'a and b lack gpuMemoryMb of at least 24000; c lacks zone eu and gpuModel A100.',
    ],
    [
      'the only able worker stops',
      factsOf({}, { workers: [draining] }),
      ', because the only worker able to run it is draining (w1).',
    ],
    [
      'able workers stop or are lost',
      factsOf(
        {},
        { workers: [draining, workerOf({ id: 'w2', state: 'lost' }), workerOf({ ...small, id: 'w3' })] },
      ),
      ', because both workers able to run it are draining (w1) and lost (w2).',
    ],
    [
      'rate limit',
      factsOf({ rate: { max: 10, windowMs: 60_000 }, rateUsedUp: true }),
      ', because the rate limit of queue default (10 starts in 60 s) is used up.',
    ],
    [
      'concurrency limit',
      factsOf({ concurrency: 2, active: 2 }),
      ', because queue default runs 2 jobs at once at most, and 2 run now.',
    ],
    [
      'two things at once: the second is told too',
      factsOf({ paused: true }, { workers: [] }),
      ', because queue default is paused. Also, no worker is there for queue default.',
    ],
    [
      'all busy',
      factsOf(
        { startedLastMinute: 120 },
        { ahead: 37, workers: [workerOf({ active: 5 }), workerOf({ id: 'w2', active: 5 })] },
      ),
      '. Both workers able to run it are busy (10 of 10 slots), and 37 jobs go before it; ' +
        '120 were started in the last minute: about 18.5 s more.',
    ],
    [
      'the only worker is busy with what never ends',
      factsOf({}, { ahead: 1, workers: [workerOf({ active: 5 })] }),
      '. The only worker able to run it is busy (5 of 5 slots), and 1 job goes before it; none was started in the last minute.',
    ],
    [
      'very many ahead',
      factsOf({ startedLastMinute: 6000 }, { ahead: null, workers: [workerOf({ active: 5 })] }),
      '. The only worker able to run it is busy (5 of 5 slots), and more than 10,000 jobs go before it; ' +
        '6,000 were started in the last minute.',
    ],
    ['nothing', factsOf(), '. Workers have 5 free slots, and it goes next.'],
    [
      'a limit that is not reached, and a rate that is not used up',
      factsOf({ concurrency: 3, active: 2, rate: { max: 1, windowMs: 1000 } }),
      '. Workers have 5 free slots, and it goes next.',
    ],
  ])('%s', (_name, facts, expected) => {
    expect(plainText(why(jobOf(), facts).parts)).toBe(since + expected);
  });

  it('tells only what the trace tells when the facts are not known', () => {
    expect(plainText(why(jobOf(), null).parts)).toBe(`${since}.`);
  });

  it.each<[string, JobView, ReturnType<typeof eventsOf>, string]>([
    [
      'delayed',
      jobOf({ state: 'scheduled', dueAt: iso(60_000) }),
      eventsOf([0, 'created'], [0, 'scheduled', { detail: { dueAt: t0 + 60_000 } }]),
      'It was submitted with a delay of 60 s and becomes ready in 48 s.',
    ],
    [
      'overdue: nobody promotes it',
      jobOf({ state: 'scheduled', dueAt: iso(10_000) }),
      eventsOf([0, 'created']),
      'It was submitted with a delay of 10 s and has been due for 2 s.',
    ],
    [
      'backoff',
      jobOf({
        state: 'scheduled',
        dueAt: iso(16_000),
        runs: [{ from: 1000, to: 11_000, outcome: 'failed', error: { code: 'BOOM', message: 'no\nluck.' } }],
      }),
      eventsOf([0, 'created'], [11_000, 'failed', { attempt: 1 }]),
      'Attempt 1 failed with BOOM: no luck. After a backoff of 5 s it becomes ready in 4 s.',
    ],
    [
      'backoff after a timeout',
      jobOf({
        state: 'scheduled',
        dueAt: iso(13_000),
        runs: [{ from: 1000, to: 11_000, outcome: 'timeout' }],
      }),
      eventsOf([0, 'created']),
      'Attempt 1 ran out of time. After a backoff of 2 s it becomes ready in 1 s.',
    ],
    [
      'lost',
      jobOf({ runs: [{ from: 1000, to: 9000, outcome: 'lost' }] }),
      eventsOf([0, 'created'], [0, 'ready']),
      'It has waited 3 s since it was lost with w1 in attempt 1.',
    ],
    [
      'released',
      jobOf({ runs: [{ from: 1000, to: 10_000, outcome: 'released' }] }),
      eventsOf([0, 'created'], [0, 'ready']),
      'It has waited 2 s since it was given back by w1.',
    ],
    [
      'due after a delay',
      jobOf(),
      eventsOf([0, 'created'], [7000, 'ready']),
      'It has waited 5 s since it was due.',
    ],
    [
      'sent again',
      jobOf({ runs: [{ from: 1000, to: 2000, outcome: 'failed' }] }),
      eventsOf([0, 'created'], [11_000, 'requeued', { detail: 'retried by admin' }], [11_000, 'ready']),
      'It has waited 1 s since it was sent again.',
    ],
  ])('%s', (_name, job, events, expected) => {
    expect(plainText(why(job, null, events).parts)).toBe(expected);
  });

  it('leads to what it rests on', () => {
    const refs = (facts: JobFacts) =>
      why(jobOf(), facts).parts.flatMap(({ text, ref }) => (ref ? [[text, ref]] : []));
    expect(refs(factsOf({ concurrency: 1, active: 1 }))).toEqual([
      ['submitted', { kind: 'event', index: 0 }],
      ['default', { kind: 'queue', name: 'default' }],
      ['1 run', { kind: 'jobs', queue: 'default', state: 'active' }],
    ]);
    expect(refs(factsOf({ startedLastMinute: 1 }, { ahead: 3, workers: [workerOf({ active: 5 })] }))).toEqual(
      [
        ['submitted', { kind: 'event', index: 0 }],
        ['The only worker', { kind: 'worker', id: 'w1' }],
        ['3 jobs', { kind: 'jobs', queue: 'default', state: 'waiting' }],
      ],
    );
    expect(refs(factsOf({}, { workers: [workerOf(small)] })).slice(1)).toEqual([
      ['the only worker', { kind: 'workers' }],
      ['w1', { kind: 'worker', id: 'w1' }],
    ]);
  });

  it('is not asked of a job that runs or is over', () => {
    const running = jobOf({ state: 'active', runs: [{ from: 1000, outcome: 'running' }] });
    const done = jobOf({ state: 'completed', finishedAt: iso(2000), runs: [{ from: 1000, to: 2000 }] });
    for (const job of [running, done]) {
      const { answers } = explain(evidenceOf(job, undefined, factsOf()));
      expect(answers.map(({ question }) => question)).not.toContain('waiting');
    }
  });
});
