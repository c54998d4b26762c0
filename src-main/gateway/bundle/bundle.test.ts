import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, readBundle } from '../../../src-core/protocol/bundle';
import { newLogging } from '../../log';
import { HandWorker, jwtSecret, Rig } from '../testing/rig.fixture';
import { fitted } from './fit-bundle';

const redisPassword = 'redis-pa55word';
const planted = [
  'plant3d-in-payload',
  'sk-plantedPlanted0123',
  'plant3d-in-header',
  'admin-token',
  jwtSecret,
];

let rig: Rig;
let worker: HandWorker;
const written: string[] = [];
const { log, journal } = newLogging('info', [redisPassword], (line) => written.push(line));

beforeAll(async () => {
  rig = await Rig.start({ log, journal });
  worker = new HandWorker(rig.queue());
});
afterAll(async () => {
  await worker.close();
  await rig.stop();
});

async function bundleOf(jobId: string): Promise<{ bundle: Bundle; text: string; answer: Response }> {
  const answer = await rig.fetch(`/jobs/${jobId}/bundle`, { token: 'admin-token' });
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  return { bundle: readBundle(text), text, answer };
}

async function deadJob(): Promise<string> {
  const client = await rig.open();
  const payload = {
    order: 17,
    password: planted[0],
    request: { url: 'https://h/x', headers: { Authorization: `Custom ${planted[2]}` } },
    note: `use ${planted[1]}`,
  };
  const job = { type: 'charge', payload, attempts: 1, labels: { team: 'shop' } };
  client.send({ type: 'submit_job', ref: 1, job });
  const { jobId } = await client.next('job_accepted');
  log.info(
    { worker: 'w1' },
    `charging with ${planted[0]} and ${planted.at(-1)} at redis://:${redisPassword}@h`,
  );
  const taken = await worker.take();
  await worker.fail(
    taken,
    'REFUSED',
    `refused ${planted[2]} for ${encodeURIComponent('admin-token')}`,
    false,
  );
  await client.next('job_error');
  client.ws.close();
  return jobId;
}

describe('GET /jobs/:id/bundle', () => {
  it('has the trace, the log, the settings and the numbers round the job', async () => {
    const jobId = await deadJob();
    const { bundle, answer } = await bundleOf(jobId);
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="signalbox-bundle-${jobId}.json"`,
    );
    expect(bundle.trace.job).toMatchObject({
      id: jobId,
      state: 'dead',
      type: 'charge',
      labels: { team: 'shop' },
    });
    expect(bundle.trace.job.history).toHaveLength(1);
    expect(bundle.trace.events.filter(({ kind }) => kind === 'frame').length).toBeGreaterThan(2);
    expect(bundle.facts?.queue.name).toBe(rig.queueName);
    expect(bundle.group).toMatchObject({ code: 'REFUSED', count: 1 });
    expect(bundle.logs.at(-1)).toMatchObject({ level: 'info', fields: { worker: 'w1' } });
    expect(bundle.system).toMatchObject({ version: '0.0.0-test', settings: { LOG_LEVEL: 'silent' } });
    expect(bundle.statistics.map(({ stepMs }) => stepMs)).toEqual([10_000, 60_000]);
    expect(bundle.statistics[0]?.points.some(({ added }) => added > 0)).toBe(true);
    expect(bundle.leftOut).toEqual([]);
  });

  it('has no secret in it, whatever the place it was put, and keeps the shape', async () => {
    const { bundle, text } = await bundleOf(await deadJob());
    for (const secret of [...planted, redisPassword, 'resume-secret']) expect(text).not.toContain(secret);
    expect(bundle.trace.job.payload).toEqual({
      order: 17,
      password: '***',
      request: { url: 'https://h/x', headers: { Authorization: '***' } },
      note: 'use ***',
    });
    expect(bundle.trace.job.error?.message).toBe('refused *** for ***');
    expect(bundle.masked).toBeGreaterThan(5);
    expect(written.join('')).not.toContain(redisPassword);
  });

  it('is for admins alone, and says when there is no such job', async () => {
    const jobId = await deadJob();
    expect((await rig.fetch(`/jobs/${jobId}/bundle`)).status).toBe(403);
    expect((await rig.fetch(`/jobs/${jobId}/bundle`, { token: '' })).status).toBe(401);
    expect((await rig.fetch('/jobs/nothing/bundle', { token: 'admin-token' })).status).toBe(404);
  });

  it('stays small, and says what it left out for it', async () => {
    const { bundle } = await bundleOf(await deadJob());
    const line = { at: 1, level: 'info', text: 'x'.repeat(1000) };
    const text = fitted({ ...bundle, logs: Array.from({ length: 2000 }, () => line) }, 300_000);
    expect(text.length).toBeLessThanOrEqual(300_000);
    const small = readBundle(text);
    expect(small.logs.length).toBeGreaterThanOrEqual(50);
    expect(small.leftOut.join()).toContain('log lines from their middle');
    expect(small.trace.events).toHaveLength(bundle.trace.events.length);
  });
});
