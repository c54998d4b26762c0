import { describe, expect, it } from 'vitest';
import { FrameRecorder } from './frame-recorder';

function recorder(limits: { recordedFrames?: number; recordedBytes?: number } = {}) {
  const frames = new FrameRecorder({ recordedFrames: 10, recordedBytes: 1_000_000, ...limits });
  return { frames, tap: frames.tap('c1', 'client', 'client:web') };
}

const typesOf = (frames: { type: string }[]) => frames.map(({ type }) => type);

describe('FrameRecorder', () => {
  it('keeps the last frames, and those of a job in order', () => {
    const { frames, tap } = recorder({ recordedFrames: 4 });
    for (const n of [1, 2, 3, 4, 5, 6]) tap.sent(`t${n}`, n % 2 === 0 ? 'even' : 'odd', '{}');
    expect(typesOf(frames.since(0, 100).frames)).toEqual(['t3', 't4', 't5', 't6']);
    expect(typesOf(frames.ofJob('even'))).toEqual(['t4', 't6']);
    for (const n of [7, 8, 9, 10]) tap.sent(`t${n}`, undefined, '{}');
    expect([frames.ofJob('even'), frames.ofJob('odd')]).toEqual([[], []]);
  });

  it('keeps no more bytes than allowed', () => {
    const { frames, tap } = recorder({ recordedFrames: 1000, recordedBytes: 10_000 });
    for (let n = 0; n < 100; n += 1) tap.sent('t', undefined, 'x'.repeat(800));
    const kept = frames.since(0, 1000).frames;
    expect(kept).toHaveLength(10);
    expect(frames.since(0, 1000).dropped).toBe(90);
  });

  it('gives the newest of more frames than asked for, and counts the others', () => {
    const { frames, tap } = recorder();
    tap.sent('before', undefined, '{}');
    const { position } = frames;
    for (const n of [1, 2, 3, 4, 5]) tap.sent(`t${n}`, undefined, '{}');
    const { frames: some, dropped } = frames.since(position, 2);
    expect([typesOf(some), dropped]).toEqual([['t4', 't5'], 3]);
    expect(frames.since(frames.position, 2)).toEqual({ frames: [], dropped: 0 });
  });

  it('learns later which job a submission became, also when others about it came first', () => {
    const { frames, tap } = recorder({ recordedFrames: 4 });
    tap.sent('job_state', 'j', '{}');
    const kept = tap.received('submit_job', undefined, 7, '{"a":1}');
    tap.sent('job_chunk', 'j', '{}');
    frames.nameJob(kept, 'j');
    expect(typesOf(frames.ofJob('j'))).toEqual(['job_state', 'submit_job', 'job_chunk']);
    tap.sent('x', undefined, '{}');
    tap.sent('x', undefined, '{}');
    expect(typesOf(frames.ofJob('j'))).toEqual(['submit_job', 'job_chunk']);
    tap.sent('x', undefined, '{}');
    expect(typesOf(frames.ofJob('j'))).toEqual(['job_chunk']);
    tap.sent('x', undefined, '{}');
    expect(frames.ofJob('j')).toEqual([]);
    // Its frame is gone: nothing to name any more.
    frames.nameJob(kept, 'k');
    expect(frames.ofJob('k')).toEqual([]);
  });

  it('shows who, how much and what, cut and without secrets', () => {
    const { frames, tap } = recorder();
    const long = `{"token":"t0p","text":"${'é'.repeat(3000)}"}`;
    tap.received('submit_job', 'j', Buffer.byteLength(long), long);
    tap.sent('job_chunk', 'j', long);
    const [submit, chunk] = frames.ofJob('j');
    expect(submit).toMatchObject({
      connectionId: 'c1',
      role: 'client',
      direction: 'in',
      type: 'submit_job',
      jobId: 'j',
      bytes: Buffer.byteLength(long),
    });
    expect(submit?.text).toContain('"token":"***"');
    expect(submit?.text.length).toBeLessThanOrEqual(2000);
    expect(chunk).toMatchObject({ direction: 'out', bytes: Buffer.byteLength(long) });
    expect(chunk?.text.length).toBeLessThanOrEqual(200);
  });

  it("keeps one principal's frames apart from another's", () => {
    const { frames, tap } = recorder();
    tap.sent('job_state', 'j', '{}');
    frames.tap('c2', 'client', 'admin').sent('job', 'j', '{}');
    expect(typesOf(frames.ofJob('j'))).toEqual(['job_state', 'job']);
    expect(typesOf(frames.ofJob('j', 'client:web'))).toEqual(['job_state']);
  });
});
