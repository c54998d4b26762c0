import { describe, expect, it } from 'vitest';
import type { WorkerFrame } from '../protocol/worker-frames';
import { HeldJob } from './held-job';
import type { GpuJobHandler } from './options';

/** Runs a job whose frames go to a list. */
function run(handler: GpuJobHandler, frameBytes = 1_000_000) {
  const chunks: number[] = [];
  let ended: () => void = () => undefined;
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const held = new HeldJob(
    7,
    {
      job: { id: 'j', type: 't', payload: null, attempt: 1, timeoutMs: 1000 },
      workerId: 'm:cpu',
      fence: 3,
      gpu: null,
    },
    {
      send: () => undefined,
      sendText: (text) => {
        const frame = JSON.parse(text) as Extract<WorkerFrame, { type: 'job_chunk' }>;
        expect(frame).toMatchObject({ jobId: 'j', fence: 3, ref: `7.${frame.seq}` });
        chunks.push(frame.seq);
      },
      frameBytes: () => frameBytes,
      ended: () => ended(),
    },
  );
  void held.run(handler);
  return { held, chunks, end };
}

const twoChunks: GpuJobHandler = async (_job, context) => {
  await context.chunk('a');
  await context.chunk('b');
  return 'done';
};

describe('a held job', () => {
  it('ends when the gateway has all of its chunks, and sends those it has not again', async () => {
    const { held, chunks, end } = run(twoChunks);
    await new Promise((resolve) => setImmediate(resolve));
    held.chunkTaken(1);
    held.resume();
    const first = await Promise.race([
      end.then(() => 'ended'),
      new Promise((resolve) => setImmediate(resolve)),
    ]);
    expect(first).toBeUndefined();
    expect(chunks).toEqual([1, 2, 2]);
    held.chunkTaken(2);
    await end;
    expect(held.final).toMatchObject({ type: 'job_complete', result: 'done' });
  });

  it('sends a chunk again that was refused for the moment, and what came after it', async () => {
    const { held, chunks, end } = run(twoChunks);
    await new Promise((resolve) => setImmediate(resolve));
    held.chunkRefused(1, 'RATE_LIMITED', 'Too many requests', 0);
    held.chunkRefused(2, 'INVALID_MESSAGE', 'seq 2 leaves a gap', 0);
    await expect.poll(() => chunks).toEqual([1, 2, 1, 2]);
    held.chunkTaken(2);
    await end;
    expect(held.final).toMatchObject({ type: 'job_complete' });
  });

  it('fails when a chunk is refused for good: its stream would have a gap', async () => {
    const { held, end } = run(twoChunks);
    await new Promise((resolve) => setImmediate(resolve));
    held.chunkRefused(1, 'PAYLOAD_TOO_LARGE', 'over the limit', 0);
    await end;
    const error = { code: 'PAYLOAD_TOO_LARGE', message: 'chunk 1: over the limit' };
    expect(held.final).toMatchObject({ type: 'job_fail', error, retryable: false });
  });

  it('makes a handler wait that is faster than the gateway', async () => {
    let sent = 0;
    const { held, chunks } = run(async (_job, context) => {
      for (sent = 0; sent < 10; sent += 1) await context.chunk('x'.repeat(100_000));
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(chunks).toEqual([1, 2, 3]);
    held.chunkTaken(3);
    await new Promise((resolve) => setImmediate(resolve));
    expect(chunks).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('says that a chunk no frame can carry is too large', async () => {
    const { held, end, chunks } = run((_job, context) => context.chunk('x'.repeat(200)), 100);
    await end;
    expect(chunks).toEqual([]);
    expect(held.final).toMatchObject({ type: 'job_fail', error: { code: 'PAYLOAD_TOO_LARGE' } });
  });
});
