import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  previewScheduleAnswerSchema,
  schedulesAnswerSchema,
  scheduleTicksAnswerSchema,
  scheduleViewSchema,
} from '../../../src-core/protocol/schedules';
import { Rig } from '../testing/rig.fixture';

let rig: Rig;
const changed: string[] = [];

beforeAll(async () => {
  rig = await Rig.start({ onScheduleChange: (queue) => changed.push(queue) });
});
afterAll(() => rig.stop());
beforeEach(async () => {
  for (const { schedule } of schedulesAnswerSchema.parse(await (await ask('/schedules')).json()).schedules)
    await ask(`/schedules/${schedule.name}`, 'DELETE');
  changed.length = 0;
});

const ask = (path: string, method = 'GET', body?: unknown, token = 'admin-token') =>
  rig.fetch(path, { token, method, ...(body !== undefined && { json: body }) });

const nightly = {
  name: 'nightly',
  cron: '30 2 * * *',
  timezone: 'Europe/Berlin',
  job: { type: 'echo', payload: { n: 1 } },
};
const put = (schedule: object = nightly, more: object = {}) =>
  ask('/schedules/nightly?ticks=3', 'PUT', { schedule, ...more });

describe('schedules', () => {
  it('are written, seen, paused, run and removed', async () => {
    const made = scheduleViewSchema.parse(await (await put()).json());
    expect(made).toMatchObject({ queue: rig.queue().name, schedule: { ...nightly, overlap: 'skip' } });
    expect(made.nextTicks).toHaveLength(3);
    expect(made.nextTicks[0]).toBe(made.nextTick);

    const paused = await (await ask('/schedules/nightly/pause', 'POST')).json();
    expect(paused).toMatchObject({ nextTick: null, nextTicks: [], schedule: { paused: true } });
    const resumed = await (await ask('/schedules/nightly/resume', 'POST')).json();
    expect(resumed).toMatchObject({ nextTick: made.nextTick });

    const run = await ask('/schedules/nightly/run', 'POST');
    expect(run.status).toBe(202);
    const record = (await run.json()) as { jobId: string };
    expect(record).toMatchObject({ outcome: 'started', byHand: true });
    expect(await rig.queue().get(record.jobId)).toMatchObject({ type: 'echo', payload: { n: 1 } });
    const { ticks } = scheduleTicksAnswerSchema.parse(await (await ask('/schedules/nightly/ticks')).json());
    expect(ticks).toEqual([record]);
    expect(await (await ask('/schedules/nightly')).json()).toMatchObject({ last: record });

    expect(await (await ask('/schedules/nightly', 'DELETE')).json()).toEqual({ removed: 'nightly' });
    expect((await ask('/schedules/nightly')).status).toBe(404);
    expect(changed).toEqual(Array(5).fill(rig.queue().name));
  });

  it('are edited by one of two who do at once', async () => {
    const { version } = scheduleViewSchema.parse(await (await put(nightly, { version: null })).json());
    expect((await put({ ...nightly, overlap: 'allow' }, { version })).status).toBe(200);
    const late = await put({ ...nightly, overlap: 'queue' }, { version });
    expect(late.status).toBe(409);
    expect(await late.json()).toMatchObject({
      error: { code: 'INVALID_STATE', message: 'The schedule "nightly" was changed meanwhile' },
    });
  });

  it('are shown without the secrets of their calls, and keep them when they are written back', async () => {
    const payload = { url: 'http://127.0.0.1/', headers: { Authorization: 'Bearer planted', Accept: '*/*' } };
    const made = await (await put({ ...nightly, job: { type: 'http.call', payload } })).text();
    expect(made).not.toContain('planted');
    const { schedule } = scheduleViewSchema.parse(JSON.parse(made));
    expect((schedule.job.payload as typeof payload).headers).toEqual({ Authorization: '***', Accept: '*/*' });
    await put({ ...schedule, overlap: 'allow' });
    const { jobId } = (await (await ask('/schedules/nightly/run', 'POST')).json()) as { jobId: string };
    expect(await rig.queue().get(jobId)).toMatchObject({ payload });
  });

  it('can be tried before they are there', async () => {
    const answer = await ask('/schedules/preview', 'POST', {
      schedule: { ...nightly, cron: '*/5 * * * * *' },
      count: 4,
    });
    const { nextTicks } = previewScheduleAnswerSchema.parse(await answer.json());
    expect(nextTicks.map((tick) => tick % 5000)).toEqual([0, 0, 0, 0]);
    expect((await ask('/schedules/nightly')).status).toBe(404);
  });

  it.each<[string, string, unknown, number, string]>([
    ['/schedules/other', 'PUT', { schedule: nightly }, 400, 'schedule.name is not the name'],
    ['/schedules/nightly', 'PUT', { schedule: { ...nightly, cron: '* *' } }, 400, 'cron: '],
    ['/schedules/nightly', 'PUT', { schedule: { ...nightly, every: '5s' } }, 400, 'give one of'],
    ['/schedules/nightly', 'PUT', undefined, 400, 'The body'],
    ['/schedules/a%20b', 'GET', undefined, 400, 'The name'],
    ['/schedules?queue=', 'GET', undefined, 400, 'The query'],
    ['/schedules/absent/run', 'POST', undefined, 404, 'There is no schedule "absent"'],
    ['/schedules/absent/ticks', 'GET', undefined, 404, 'There is no schedule "absent"'],
  ])('%s %s refuses what is wrong', async (path, method, body, status, text) => {
    const answer = await ask(path, method, body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { message: expect.stringContaining(text) } });
  });

  it.each(['web-token', 'gpu-token'])('are no business of a %s', async (token) => {
    expect((await ask('/schedules', 'GET', undefined, token)).status).toBe(403);
  });
});
