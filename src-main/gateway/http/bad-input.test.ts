import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Rig } from '../testing/rig.fixture';

let rig: Rig;

beforeAll(async () => {
  rig = await Rig.start();
});
afterAll(() => rig.stop());

describe('bad input', () => {
  it.each([
    ['no type', { payload: 1 }, 'type'],
    ['an unknown option', { type: 'echo', payload: 1, nope: 1 }, ''],
    ['another client', { type: 'echo', payload: 1, clientId: 'other' }, ''],
    ['a priority out of range', { type: 'echo', payload: 1, priority: 10 }, 'priority'],
    ['a list', [], ''],
  ])('says what is wrong: %s', async (_name, json, path) => {
    const response = await rig.fetch('/jobs', { json });
    expect(response.status).toBe(400);
    const { error } = await response.json();
    expect(error).toMatchObject({ code: 'INVALID_MESSAGE', issues: [{ path }] });
  });

  it.each<[string, number, string, RequestInit & { token?: string }]>([
    [
      '/jobs',
      400,
      'INVALID_MESSAGE',
      { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } },
    ],
    [
      '/jobs',
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      { method: 'POST', body: 'type=echo', headers: { 'content-type': 'text/plain' } },
    ],
    [
      '/jobs',
      413,
      'PAYLOAD_TOO_LARGE',
      { method: 'POST', body: `"${'x'.repeat(1_200_000)}"`, headers: { 'content-type': 'application/json' } },
    ],
    ['/jobs?limit=0', 400, 'INVALID_MESSAGE', {}],
    ['/jobs?nope=1', 400, 'INVALID_MESSAGE', {}],
    ['/jobs/no%20such', 400, 'INVALID_MESSAGE', {}],
    ['/jobs/%E0%A4%A', 400, 'INVALID_MESSAGE', {}],
    ['/jobs/nosuch', 404, 'JOB_NOT_FOUND', {}],
    ['/jobs/nosuch?queue=nosuch', 404, 'JOB_NOT_FOUND', {}],
    ['/nothing', 404, 'NOT_FOUND', {}],
    ['/jobs', 405, 'METHOD_NOT_ALLOWED', { method: 'DELETE' }],
    ['/jobs', 401, 'UNAUTHORIZED', { token: '' }],
    ['/jobs', 401, 'UNAUTHORIZED', { token: 'wrong' }],
    ['/jobs', 403, 'FORBIDDEN', { token: 'gpu-token' }],
    ['/metrics', 403, 'FORBIDDEN', {}],
    ['/workers', 403, 'FORBIDDEN', {}],
    ['/workers/none', 404, 'WORKER_NOT_FOUND', { token: 'admin-token' }],
    ['/pool', 404, 'NOT_FOUND', { token: 'admin-token' }],
  ])('%s answers %i %s', async (path, status, code, init) => {
    const response = await rig.fetch(path, init);
    expect([response.status, (await response.json()).error.code]).toEqual([status, code]);
  });

  it('opens no queue for a name somebody made up', async () => {
    const before = rig.queues.size;
    await rig.fetch('/jobs?queue=made-up');
    await rig.fetch('/jobs/x?queue=made-up-2');
    expect(rig.queues.size).toBe(before);
  });

  it('limits requests per token, and says how long to wait', async () => {
    const limited = await Rig.start({ limits: { requestsPerSecond: 1, requestBurst: 2 } });
    try {
      const answers = [];
      for (let index = 0; index < 3; index += 1) answers.push(await limited.fetch('/jobs'));
      expect(answers.map((answer) => answer.status)).toEqual([200, 200, 429]);
      expect(answers[2]?.headers.get('retry-after')).toBe('1');
      expect((await (answers[2] as Response).json()).error).toMatchObject({
        code: 'RATE_LIMITED',
        retryAfterMs: expect.any(Number),
      });
      expect((await limited.fetch('/jobs', { token: 'other-token' })).status).toBe(200);
    } finally {
      await limited.stop();
    }
  });
});
