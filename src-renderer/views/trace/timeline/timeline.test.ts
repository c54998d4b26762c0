import { describe, expect, it } from 'vitest';
import { readStory } from '../../../../src-core/explain/job-story';
import { evidenceOf, eventsOf, iso, jobOf, t0 } from '../../../../src-core/explain/story.fixture';
import type { Lane } from './lane';
import { timelineOf } from './timeline';

const boom = { code: 'BOOM', message: 'no luck' };

function layout(
  job: ReturnType<typeof jobOf>,
  events: ReturnType<typeof eventsOf>,
  calls: Record<string, number> = {},
) {
  const timeline = timelineOf(readStory(evidenceOf(job, events)), calls);
  const lane = (id: string) => timeline.lanes.find((one) => one.id === id || one.label === id) as Lane;
  const segments = (id: string) =>
    lane(id).segments.map(({ from, to, tone, label }) => [from - t0, to - t0, tone, label]);
  return { timeline, lane, segments, labels: timeline.lanes.map(({ label }) => label) };
}

describe('the lanes of a job', () => {
  it('lays waiting, attempts, backoff and the end out on one clock', () => {
    const { timeline, segments, labels } = layout(
      jobOf({
        state: 'completed',
        finishedAt: iso(9000),
        runs: [
          { from: 1000, to: 2000, outcome: 'failed', error: boom },
          { from: 5000, to: 6000, outcome: 'lost' },
          { from: 7000, to: 9000 },
        ],
      }),
      eventsOf(
        [0, 'created'],
        [2000, 'failed', { attempt: 1, detail: boom }],
        [2000, 'retry', { detail: { dueAt: t0 + 4000 } }],
        [4000, 'ready'],
        [6000, 'lost', { attempt: 2 }],
        [9000, 'completed', { attempt: 3 }],
      ),
    );
    expect(labels).toEqual(['client', 'queue', 'attempt 1', 'attempt 2', 'attempt 3', 'redis']);
    expect(segments('queue')).toEqual([
      [0, 1000, 'waiting', 'waiting 1 s'],
      [2000, 4000, 'scheduled', 'backoff 2 s'],
      [4000, 5000, 'waiting', 'waiting 1 s'],
      [6000, 7000, 'waiting', 'waiting 1 s'],
    ]);
    expect(segments('attempt 1')).toEqual([[1000, 2000, 'failed', 'w1: failed BOOM after 1 s']]);
    expect(segments('attempt 2')).toEqual([[5000, 6000, 'lost', 'w2: lost after 1 s']]);
    expect(segments('attempt 3')).toEqual([[7000, 9000, 'completed', 'w3: completed after 2 s']]);
    expect([timeline.from - t0, timeline.to - t0]).toEqual([0, 9000]);
  });

  it('draws what is put off up to the time it is due', () => {
    const { segments, timeline } = layout(
      jobOf({ state: 'scheduled', dueAt: iso(60_000) }),
      eventsOf([0, 'created'], [0, 'scheduled', { detail: { dueAt: t0 + 60_000 } }]),
    );
    expect(segments('queue')).toEqual([[0, 60_000, 'scheduled', 'delay 60 s']]);
    expect(timeline.to - t0).toBe(60_000);
  });

  it('lets what goes on end now', () => {
    const { segments, lane } = layout(
      jobOf({ state: 'active', runs: [{ from: 2000, outcome: 'running' }] }),
      eventsOf([0, 'created']),
    );
    expect(segments('attempt 1')).toEqual([[2000, 12_000, 'running', 'w1: running for 10 s']]);
    expect(lane('attempt 1').segments[0]?.open).toBe(true);
  });

  it('does not pretend to know where backoff ended', () => {
    const { segments } = layout(
      jobOf({
        state: 'active',
        runs: [
          { from: 0, to: 1000, outcome: 'failed' },
          { from: 4000, outcome: 'running' },
        ],
      }),
      eventsOf([0, 'created']),
    );
    expect(segments('queue')).toEqual([[1000, 4000, 'between', 'backoff, then waiting 3 s']]);
  });

  it('shows the time a job lay dead before it was sent again', () => {
    const { segments, lane } = layout(
      jobOf({ runs: [{ from: 0, to: 1000, outcome: 'failed' }] }),
      eventsOf([0, 'created'], [5000, 'requeued', { detail: 'retried by admin' }], [5000, 'ready']),
    );
    expect(segments('queue')).toEqual([
      [1000, 5000, 'dead', 'dead 4 s'],
      [5000, 12_000, 'waiting', 'waiting 7 s'],
    ]);
    expect(lane('queue').marks.map(({ at, label }) => [at - t0, label])).toEqual([
      [0, 'created'],
      [5000, 'requeued'],
    ]);
  });

  it('puts frames by their socket, and the rest of the events into lanes of their own', () => {
    const frame = (type: string, direction: string, role: string) => ({ detail: { type, direction, role } });
    const { lane, timeline } = layout(
      jobOf({ state: 'active', runs: [{ from: 0, outcome: 'running' }] }),
      eventsOf(
        [-3, 'frame', frame('submit_job', 'in', 'client')],
        [0, 'created'],
        [1, 'frame', frame('job_accepted', 'out', 'client')],
        [2, 'frame', frame('job_assigned', 'out', 'worker')],
        [3, 'heartbeat', { attempt: 1 }],
        [4, 'progress', { attempt: 1, detail: '40 half way' }],
        [5, 'log', { attempt: 1, detail: 'hello' }],
        [6, 'chunk', { attempt: 1, detail: { firstSeq: 1, lastSeq: 3, bytes: 90 } }],
      ),
      { add: 1, claim: 1, heartbeat: 1 },
    );
    const marks = (id: string) => lane(id).marks.map(({ tone, label, event }) => [tone, label, event]);
    expect(timeline.from).toBe(t0 - 3);
    expect(marks('client')).toEqual([
      ['in', 'submit_job', 0],
      ['out', 'job_accepted', 2],
    ]);
    expect(marks('worker socket')).toEqual([['out', 'job_assigned', 3]]);
    expect(marks('heartbeats')).toEqual([['tick', 'heartbeat', 4]]);
    expect(marks('progress')).toEqual([['tick', '40 % half way', 5]]);
    expect(marks('log')).toEqual([['tick', 'hello', 6]]);
    expect(marks('chunks')).toEqual([['tick', 'chunks 1 to 3, 90 bytes', 7]]);
    expect(marks('redis').map(([, label]) => label)).toEqual([
      'add',
      'heartbeat',
      'progress',
      'log',
      'chunk',
    ]);
    expect(lane('redis').note).toBe('3 calls: 1 add, 1 claim, 1 heartbeat');
    expect(lane('client').note).toBe('2 frames');
  });

  it('says when no frames are remembered, and has a length for a job of no time', () => {
    const { timeline, lane } = layout(
      jobOf({ state: 'cancelled', finishedAt: iso(0) }),
      eventsOf([0, 'created']),
    );
    expect(lane('client').note).toBe('no frames remembered');
    expect(timeline.to - timeline.from).toBe(1);
  });
});
