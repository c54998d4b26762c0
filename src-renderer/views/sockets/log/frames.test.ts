import { beforeEach, describe, expect, it } from 'vitest';
import { FrameRing } from './frame-ring';
import {
  clearFrames,
  type FrameFacts,
  framesSince,
  type LoggedFrame,
  logFrame,
  loggedFrames,
  logNumbers,
  mostBytes,
  mostFrames,
  onFrame,
  watchLog,
} from './frames';

const facts: FrameFacts = { connectionId: 'c1', connection: 'client', way: 'received', data: '' };

function log(data: string | object, more: Partial<FrameFacts> = {}): LoggedFrame {
  return logFrame({ ...facts, data: typeof data === 'string' ? data : JSON.stringify(data), ...more });
}

beforeEach(clearFrames);

describe('the ring', () => {
  const numbers = (ring: FrameRing<{ seq: number }>) => ring.from(0).map(({ seq }) => seq);

  it('drops the oldest when it is full, and finds by number whatever is left', () => {
    const ring = new FrameRing<{ seq: number }>(3);
    expect([1, 2, 3].map((seq) => ring.push({ seq }))).toEqual([undefined, undefined, undefined]);
    expect(ring.push({ seq: 4 })).toEqual({ seq: 1 });
    expect(ring.push({ seq: 5 })).toEqual({ seq: 2 });
    expect(numbers(ring)).toEqual([3, 4, 5]);
    expect(ring.from(5)).toEqual([{ seq: 5 }]);
    expect(ring.from(6)).toEqual([]);
    expect(ring.first).toEqual({ seq: 3 });
    for (let seq = 6; seq < 20; seq += 1) expect(ring.push({ seq })).toEqual({ seq: seq - 3 });
    expect(numbers(ring)).toEqual([17, 18, 19]);
  });

  it('puts another in the place of one that is still there', () => {
    const ring = new FrameRing<{ seq: number; name?: string }>(2);
    for (const seq of [1, 2, 3]) ring.push({ seq });
    expect(ring.replace({ seq: 3, name: 'new' })).toBe(true);
    expect(ring.replace({ seq: 1 })).toBe(false);
    expect(ring.replace({ seq: 4 })).toBe(false);
    expect(ring.from(0)).toEqual([{ seq: 2 }, { seq: 3, name: 'new' }]);
  });

  it('can be emptied from both ends and filled again', () => {
    const ring = new FrameRing<{ seq: number }>(2);
    expect(ring.shift()).toBeUndefined();
    ring.push({ seq: 1 });
    expect(ring.shift()).toEqual({ seq: 1 });
    ring.push({ seq: 2 });
    ring.push({ seq: 3 });
    ring.clear();
    expect(ring.length).toBe(0);
    ring.push({ seq: 9 });
    expect(numbers(ring)).toEqual([9]);
  });
});

describe('the log', () => {
  it('reads type, job and size', () => {
    expect(log({ type: 'job_state', jobId: 'a' })).toMatchObject({
      type: 'job_state',
      jobId: 'a',
      bytes: 32,
    });
    expect(log({ type: 'job_assigned', job: { id: 'b' } })).toMatchObject({ jobId: 'b' });
    expect(log('héllo')).toMatchObject({ type: 'text', jobId: '', bytes: 6 });
    expect(log('{"type":7}')).toMatchObject({ type: 'text' });
    expect(log('[1]')).toMatchObject({ type: 'text' });
    expect(log('{broken')).toMatchObject({ type: 'text' });
    expect(logFrame({ ...facts, data: new Uint8Array(3) })).toMatchObject({ type: 'binary', bytes: 3 });
    expect(log('ws://x', { way: 'opened' })).toMatchObject({ type: 'opened', jobId: '' });
  });

  it('tells of each that is added until it is asked not to', () => {
    const told: number[] = [];
    const stop = onFrame(({ seq }) => told.push(seq));
    const { seq } = log('one');
    stop();
    log('two');
    expect(told).toEqual([seq]);
  });

  it('gives a request the job of its answer, and an answer the job of its request', () => {
    const amended: LoggedFrame[] = [];
    const stop = watchLog({ amended: (frame) => amended.push(frame) });
    const submitted = log({ type: 'submit_job', ref: 7, job: { type: 'echo' } }, { way: 'sent' });
    log({ type: 'job_accepted', ref: 7, jobId: 'other' }, { connectionId: 'c2' });
    log({ type: 'job_accepted', ref: 7, jobId: 'mine' });
    log({ type: 'job_accepted', ref: 7, jobId: 'later' });
    stop();
    expect(amended).toEqual([{ ...submitted, jobId: 'mine' }]);
    expect(loggedFrames()[0]).toBe(amended[0]);

    log({ type: 'watch_job', ref: 'w', jobId: 'mine' }, { way: 'sent' });
    expect(log({ type: 'ok', ref: 'w' }).jobId).toBe('mine');
  });

  it('keeps 100,000 and counts those that had to go', () => {
    const { newest } = logNumbers();
    for (let n = 0; n < mostFrames + 5; n += 1) log(`${n}`);
    expect(logNumbers()).toEqual({
      kept: mostFrames,
      oldest: newest + 6,
      newest: newest + mostFrames + 5,
      dropped: 5,
    });
    expect(loggedFrames()).toHaveLength(mostFrames);
    expect(loggedFrames()[0]?.data).toBe('5');
    expect(framesSince(newest + mostFrames + 4).map(({ data }) => data)).toEqual(['100003', '100004']);
    clearFrames();
    expect(logNumbers()).toMatchObject({ kept: 0, dropped: 0 });
    expect(loggedFrames()).toEqual([]);
  });

  it('keeps fewer when they are large', () => {
    const data = new Uint8Array(mostBytes / 4);
    for (let n = 0; n < 6; n += 1) logFrame({ ...facts, data });
    expect(logNumbers()).toMatchObject({ kept: 4, dropped: 2 });
    logFrame({ ...facts, data: new Uint8Array(mostBytes + 1) });
    expect(logNumbers()).toMatchObject({ kept: 1, dropped: 6 });
  });
});
