import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Pool, poolSchema } from '../../../src-core/protocol/console';
import { poolBench } from '../../host/pool.fixture';
import { Rig } from '../testing/rig.fixture';

let rig: Rig;
let bench: Awaited<ReturnType<typeof poolBench>>;
let workers: ReturnType<(typeof bench)['pool']>;

beforeAll(async () => {
  bench = await poolBench();
  workers = bench.pool(2, 'busy', { timings: { backoffMinMs: 60_000, backoffMaxMs: 60_000 } });
  await workers.supervisor.start();
  rig = await Rig.start({ pool: workers.supervisor });
});
afterAll(async () => {
  await rig.stop();
  await bench.close();
});

const ask = (path: string, method = 'GET', body?: unknown, token = 'admin-token') =>
  rig.fetch(path, { token, method, ...(body !== undefined && { json: body }) });

const pool = async (path: string, method?: string, body?: unknown): Promise<Pool> => {
  const response = await ask(path, method, body);
  expect(response.status).toBe(200);
  return poolSchema.parse(await response.json());
};

/** The states of the workers by name. */
const states = ({ workers: list }: Pool) => Object.fromEntries(list.map(({ name, state }) => [name, state]));

describe('the pool', () => {
  it('is seen, resized, and steered worker by worker', async () => {
    const { until, supervisor } = workers;
    const inState = (name: string, state: string) =>
      until(() => supervisor.status().some((one) => one.name === name && one.state === state));
    expect(await pool('/pool')).toMatchObject({
      size: 2,
      workers: [{ name: 'worker-1' }, { name: 'worker-2' }],
    });

    const grown = await pool('/pool', 'PUT', { size: 3 });
    expect([grown.size, grown.workers.length]).toEqual([3, 3]);
    await inState('worker-3', 'ready');

    await pool('/pool/worker-1/kill', 'POST');
    await inState('worker-1', 'backoff');
    expect(states(await pool('/pool/worker-1/start', 'POST'))).toMatchObject({ 'worker-1': 'starting' });
    await inState('worker-1', 'ready');

    expect(states(await pool('/pool/worker-2/restart', 'POST'))).toMatchObject({ 'worker-2': 'draining' });
    const drained = await pool('/pool/worker-3/drain', 'POST');
    expect(drained.size).toBe(2);
    expect(states(drained)).toEqual({ 'worker-1': 'ready', 'worker-2': 'draining', 'worker-3': 'draining' });
  });

  it.each<[string, string, unknown, number, string]>([
    ['/pool', 'PUT', { size: -1 }, 400, 'INVALID_MESSAGE'],
    ['/pool', 'PUT', { size: 257 }, 400, 'INVALID_MESSAGE'],
    ['/pool', 'PUT', { size: 1, more: true }, 400, 'INVALID_MESSAGE'],
    ['/pool', 'PUT', undefined, 400, 'INVALID_MESSAGE'],
    ['/pool/worker-1/explode', 'POST', undefined, 400, 'INVALID_MESSAGE'],
    ['/pool/worker-9/drain', 'POST', undefined, 404, 'WORKER_NOT_FOUND'],
    ['/pool/worker-1/start', 'POST', undefined, 409, 'INVALID_STATE'],
    ['/pool', 'DELETE', undefined, 405, 'METHOD_NOT_ALLOWED'],
  ])('refuses %s %s %j with %i %s', async (path, method, body, status, code) => {
    const response = await ask(path, method, body);
    const { error } = (await response.json()) as { error: { code: string } };
    expect([response.status, error.code]).toEqual([status, code]);
    expect(workers.supervisor.targetSize).toBe(2);
  });

  it('is for admins', async () => {
    for (const [path, method] of [
      ['/pool', 'GET'],
      ['/pool', 'PUT'],
      ['/pool/worker-1/kill', 'POST'],
    ] as const) {
      expect((await ask(path, method, undefined, 'web-token')).status, path).toBe(403);
    }
  });

  it('is not found where the gateway runs none, in words', async () => {
    const alone = rig.make();
    const { url } = await alone.start();
    for (const [path, method] of [
      ['/pool', 'GET'],
      ['/pool', 'PUT'],
      ['/pool/worker-1/drain', 'POST'],
    ] as const) {
      const headers = { authorization: 'Bearer admin-token' };
      const response = await fetch(url + path, { method, headers });
      expect(response.status, path).toBe(404);
      expect(await response.text()).toContain('runs no workers of its own');
    }
    await alone.stop({ timeoutMs: 0 });
  });
});
