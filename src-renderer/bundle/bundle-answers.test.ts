import { describe, expect, it } from 'vitest';
import type { Bundle } from '../../src-core/protocol/bundle';
import { bundleAnswers } from './bundle-answers';

const point = (at: number) =>
  ({ at, added: at }) as unknown as Bundle['statistics'][number]['points'][number];
const bundle = {
  trace: { job: { id: 'shop~a/1', queue: 'mails' } },
  facts: null,
  statistics: [
    { stepMs: 60_000, points: [0, 60_000, 120_000, 180_000].map(point) },
    { stepMs: 10_000, points: [120_000, 130_000, 140_000].map(point) },
  ],
  system: { version: '1' },
} as unknown as Bundle;
const ask = bundleAnswers(bundle);
const asked = async (path: string) => (await ask('GET', path).json()) as Record<string, unknown>;
const job = '/jobs/shop~a%2F1';

describe('bundleAnswers', () => {
  it('answers what the bundle holds, by the paths of a gateway', async () => {
    expect(await asked(`${job}/trace?queue=mails`)).toEqual(bundle.trace);
    expect(await asked('/system')).toEqual({ version: '1' });
  });

  it.each([
    ['GET', '/jobs/other/trace', 404, 'JOB_NOT_FOUND'],
    ['GET', `${job}/facts`, 404, 'NOT_FOUND'],
    ['GET', `${job}/stream`, 404, 'NOT_FOUND'],
    ['GET', '/operations', 404, 'NOT_FOUND'],
    ['GET', '/stats?queue=other&from=0', 404, 'NOT_FOUND'],
    ['POST', `${job}/cancel`, 405, 'METHOD_NOT_ALLOWED'],
  ])('refuses %s %s as a gateway would', async (method, path, status, code) => {
    const answer = ask(method, path);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { code } });
  });

  it('tells statistics in the finest steps that cover the range', async () => {
    const steps = async (from: number, to: number) => {
      const { stepMs, points } = await asked(`/stats?queue=mails&from=${from}&to=${to}`);
      return [stepMs, (points as { at: number }[]).map(({ at }) => at)];
    };
    expect(await steps(125_000, 135_000)).toEqual([10_000, [120_000, 130_000]]);
    expect(await steps(30_000, 130_000)).toEqual([60_000, [0, 60_000, 120_000]]);
  });
});
