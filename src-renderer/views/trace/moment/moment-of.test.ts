import { describe, expect, it } from 'vitest';
import { readStory } from '../../../../src-core/explain/job-story';
import { evidenceOf, eventsOf, iso, jobOf, t0 } from '../../../../src-core/explain/story.fixture';
import { momentOf } from './moment-of';

const job = jobOf({
  state: 'completed',
  finishedAt: iso(9000),
  runs: [
    { from: 1000, to: 3000, outcome: 'failed', error: { code: 'BOOM', message: 'no luck' }, fence: 11 },
    { from: 6000, to: 9000, fence: 12 },
  ],
});
const story = readStory(
  evidenceOf(
    job,
    eventsOf(
      [0, 'created'],
      [1000, 'claimed', { attempt: 1 }],
      [2000, 'heartbeat', { attempt: 1 }],
      [2500, 'log', { attempt: 1, detail: 'hello' }],
      [3000, 'failed', { attempt: 1 }],
      [3000, 'retry', { detail: { dueAt: t0 + 5000 } }],
      [6000, 'claimed', { attempt: 2 }],
      [7000, 'progress', { attempt: 2, detail: '40 half way' }],
      [7500, 'chunk', { attempt: 2, detail: { firstSeq: 1, lastSeq: 3 } }],
      [9000, 'completed', { attempt: 2 }],
    ),
  ),
);

function at(ms: number) {
  const { state, fields, workers } = momentOf(story, t0 + ms);
  return { state, ...Object.fromEntries(fields.map(({ name, value }) => [name, value])), workers };
}

describe('a job at a moment', () => {
  it('was not there before it was submitted', () => {
    expect(momentOf(story, t0 - 1)).toEqual({ at: t0 - 1, state: null, fields: [], workers: [] });
  });

  it('waited', () => {
    expect(at(500)).toEqual({
      state: 'waiting',
      Age: '0.5 s',
      'In this state for': '0.5 s',
      Attempts: 'none of 4',
      workers: [],
    });
  });

  it('ran, and was heard of', () => {
    expect(at(2600)).toEqual({
      state: 'active',
      Age: '2.6 s',
      'In this state for': '1.6 s',
      Attempts: '0 of 4 used up',
      Running: '1',
      Fence: '11',
      'Last heartbeat': '0.6 s before',
      'Log lines': '1',
      workers: [{ id: 'w1', fence: 11, text: 'attempt 1: held it since +1.000 s' }],
    });
    expect(at(1500)['Last heartbeat' as never]).toBe('none yet');
  });

  it('was put off after it failed', () => {
    expect(at(4000)).toMatchObject({
      state: 'retrying',
      'Due in': '1 s',
      Attempts: '1 of 4 used up',
      'Last attempt': '1',
      'Last error': 'BOOM: no luck',
      workers: [{ id: 'w1', text: 'attempt 1: failed 1 s before' }],
    });
    expect(at(5500)).toMatchObject({ state: 'waiting' });
  });

  it('made progress in the attempt of that moment', () => {
    expect(at(6500)).not.toHaveProperty('Progress');
    expect(at(8000)).toMatchObject({
      state: 'active',
      Progress: '40 % half way',
      Chunks: '3 in this attempt',
    });
    expect(at(8000).workers.map(({ id }) => id)).toEqual(['w2', 'w1']);
  });

  it('was over', () => {
    expect(at(9000)).toMatchObject({ state: 'completed', Age: '9 s', 'Last attempt': '2' });
  });
});
