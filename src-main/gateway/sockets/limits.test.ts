import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Rig } from '../testing/rig.fixture';

let rig: Rig;

beforeAll(async () => {
  rig = await Rig.start();
});
afterAll(() => rig.stop());

const later = { type: 'later', payload: 1, delayMs: 600_000 };

describe('what a socket may not do', () => {
  it('answers malformed frames with their issues, then closes with 1008', async () => {
    const socket = await rig.open();
    socket.send('{');
    expect(await socket.next('error')).toMatchObject({
      code: 'INVALID_MESSAGE',
      message: expect.stringContaining('JSON'),
    });
    socket.send({ type: 'submit_job', ref: 'x', job: { type: '9', payload: 1 } });
    expect(await socket.next('error')).toMatchObject({
      ref: 'x',
      code: 'INVALID_MESSAGE',
      issues: [{ path: 'job.type' }],
    });
    socket.send({ type: 'unheard_of', ref: 'y' });
    expect(await socket.next('error')).toMatchObject({
      ref: 'y',
      code: 'INVALID_MESSAGE',
      issues: [{ path: 'type' }],
    });
    socket.ws.send(Buffer.from('{}'));
    expect(await socket.next('error')).toMatchObject({
      code: 'INVALID_MESSAGE',
      message: 'Frames must be text',
    });
    for (let index = 0; index < 30; index += 1) socket.send('[]');
    expect(await socket.closed).toMatchObject({ code: 1008 });
  });

  it('closes an oversized frame with 1009', async () => {
    const socket = await rig.open();
    socket.send('x'.repeat(1_300_000));
    expect(await socket.closed).toMatchObject({ code: 1009 });
  });

  it('slows a flood down, then closes it with 1008', async () => {
    const gateway = rig.make({ limits: { framesPerSecond: 10, frameBurst: 20, refusedFrames: 30 } });
    const socket = await rig.open('web-token', (await gateway.start()).url);
    for (let ref = 1; ref <= 100; ref += 1) socket.send({ type: 'ping', ref });
    expect(await socket.closed).toMatchObject({ code: 1008 });
    expect(socket.all).toContainEqual(
      expect.objectContaining({
        type: 'error',
        ref: 25,
        code: 'RATE_LIMITED',
        retryAfterMs: expect.any(Number),
      }),
    );
    await gateway.stop({ timeoutMs: 0 });
  });

  it('watches no more jobs than allowed', async () => {
    const gateway = rig.make({ limits: { watchesPerConnection: 2 } });
    const socket = await rig.open('web-token', (await gateway.start()).url);
    for (const ref of [1, 2, 3]) socket.send({ type: 'submit_job', ref, job: later });
    expect(await socket.next('job_rejected')).toMatchObject({ ref: 3, code: 'RATE_LIMITED' });
    await gateway.stop({ timeoutMs: 0 });
  });

  it('survives anything', async () => {
    const gateway = rig.make({ limits: { malformedFrames: 100_000, framesPerSecond: 1e6, frameBurst: 1e6 } });
    const { url } = await gateway.start();
    const socket = await rig.open('web-token', url);
    const types = [
      'submit_job',
      'watch_job',
      'unwatch_job',
      'cancel_job',
      'get_job',
      'resume',
      'ping',
      'constructor',
    ];
    const shaped = fc.record(
      {
        type: fc.constantFrom(...types),
        ref: fc.jsonValue(),
        jobId: fc.jsonValue(),
        job: fc.jsonValue(),
        jobs: fc.jsonValue(),
      },
      { requiredKeys: ['type'] },
    );
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      shaped.map((frame) => JSON.stringify(frame)),
    );
    const frames = fc.sample(text, { numRuns: 3000, seed: 7 });
    for (const frame of frames) socket.send(frame);
    socket.send({ type: 'ping', ref: 'the last' });
    while ((await socket.next('pong')).ref !== 'the last');
    expect(socket.all.length).toBeGreaterThan(2500);
    await gateway.stop({ timeoutMs: 0 });
  });
});
