import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TraceAnswer, traceAnswerSchema } from '../../../src-core/protocol/facts';
import type { RecordedFrame } from '../../../src-core/protocol/monitor-frames';
import { HandWorker, Rig } from '../testing/rig.fixture';

let rig: Rig;
let worker: HandWorker;

beforeAll(async () => {
  rig = await Rig.start();
  worker = new HandWorker(rig.queue());
});
afterAll(async () => {
  await worker.close();
  await rig.stop();
});

async function trace(jobId: string, token = 'web-token', url = rig.address.url): Promise<TraceAnswer> {
  const response = await fetch(`${url}/jobs/${jobId}/trace`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(response.status).toBe(200);
  return traceAnswerSchema.parse(await response.json());
}

const framesOf = ({ events }: TraceAnswer) =>
  events.filter(({ kind }) => kind === 'frame').map(({ detail }) => detail as RecordedFrame);
const summary = (frames: RecordedFrame[]) => frames.map(({ direction, type }) => `${direction} ${type}`);

describe('GET /jobs/:id/trace', () => {
  it('has the frames about the job in their place, masked, and what it cost', async () => {
    const client = await rig.open();
    const payload = { apiKey: 'sk-secret' };
    client.send({ type: 'submit_job', ref: 1, job: { type: 'traced', payload, attempts: 2 } });
    const { jobId } = await client.next('job_accepted');
    const first = await worker.take();
    await worker.chunk(first, 1, { word: 'one' });
    await worker.fail(first, 'BROKEN', 'it broke', true);
    await client.next('job_error');
    const answer = await trace(jobId);
    expect(answer.job.createdAt).toMatch(/Z$/);
    expect(answer.calls).toMatchObject({ add: 1, claim: 1, chunk: 1, finish: 1 });
    const frames = framesOf(answer);
    expect(summary(frames)).toEqual([
      'in submit_job',
      'out job_accepted',
      'out job_state',
      'out job_chunk',
      'out job_error',
      ...summary(frames).slice(5),
    ]);
    expect(JSON.stringify(answer.events)).not.toContain('sk-secret');
    expect(frames[0]).toMatchObject({ role: 'client', connectionId: client.all[0].connectionId });
    expect(frames[0]?.bytes).toBeGreaterThan(50);
    const order = answer.events.map(({ kind, detail }) =>
      kind === 'frame' ? (detail as RecordedFrame).type : kind,
    );
    const place = (what: string) => order.indexOf(what);
    expect(place('submit_job')).toBeLessThanOrEqual(place('created') + 1);
    expect(place('claimed')).toBeLessThan(place('job_chunk'));
    client.ws.close();
  });

  it("shows a client only its own sockets' frames, and an admin all", async () => {
    const client = await rig.open();
    client.send({ type: 'submit_job', ref: 1, job: { type: 'watched', payload: 1, delayMs: 60_000 } });
    const { jobId } = await client.next('job_accepted');
    const admin = await rig.open('admin-token');
    admin.send({ type: 'get_job', ref: 1, jobId });
    await admin.next('job');
    expect(summary(framesOf(await trace(jobId)))).not.toContain('in get_job');
    expect(summary(framesOf(await trace(jobId, 'admin-token')))).toEqual(
      expect.arrayContaining(['in submit_job', 'in get_job', 'out job']),
    );
    for (const { ws } of [client, admin]) ws.close();
  });

  it('leaves out the middle of very many frames, and says so', async () => {
    const client = await rig.open();
    client.send({ type: 'submit_job', ref: 1, job: { type: 'watched', payload: 1, delayMs: 60_000 } });
    const { jobId } = await client.next('job_accepted');
    for (let ref = 1; ref <= 1300; ref += 1) client.send({ type: 'get_job', ref, jobId });
    while ((await client.next('job')).ref !== 1300);
    const frames = framesOf(await trace(jobId));
    expect(frames).toHaveLength(2001);
    const gap = frames.find(({ type }) => type === 'left_out');
    // The submission, its answer, and 1,300 questions with their answers.
    expect(gap?.text).toBe(`${2 + 2600 - 2000} frames are left out here`);
    client.ws.close();
  });

  it('forgets the oldest frames when there are too many', async () => {
    const gateway = rig.make({ limits: { recordedFrames: 10 } });
    const { url } = await gateway.start();
    const client = await rig.open('web-token', url);
    client.send({ type: 'submit_job', ref: 1, job: { type: 'watched', payload: 1, delayMs: 60_000 } });
    const { jobId } = await client.next('job_accepted');
    expect(framesOf(await trace(jobId, 'web-token', url)).length).toBeGreaterThan(1);
    for (let ref = 1; ref <= 10; ref += 1) client.send({ type: 'ping', ref });
    while ((await client.next('pong')).ref !== 10);
    expect(framesOf(await trace(jobId, 'web-token', url))).toEqual([]);
    await gateway.stop({ timeoutMs: 0 });
  });
});
