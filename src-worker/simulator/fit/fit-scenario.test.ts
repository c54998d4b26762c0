import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Attempt, JobRecord } from '../../../src-core/protocol/job';
import type { Distribution } from '../../../src-core/protocol/distribution';
import { seededDraw } from '../draws/draw';
import { sample } from '../draws/sample';
import { readScenarioText } from '../scenario-file/read-scenario';
import { writeScenario } from '../scenario-file/write-scenario';
import { fitDuration, fitPoisson } from './distribution-fit';
import { fitScenario } from './fit-scenario';

const presets = fileURLToPath(new URL('../../../resources/scenarios', import.meta.url));

const draw = seededDraw(7);
const numbers = (count: number, make: (n: number) => number) =>
  Array.from({ length: count }, (_, n) => make(n));
const drawn = (from: Distribution, n: number) => sample(from, draw('first', { n }), draw('second', { n }));

describe('durations', () => {
  it('lognormal ones are told as such, with their parameters', () => {
    const fitted = fitDuration(
      numbers(500, (n) => Math.round(drawn({ lognormal: { median: 800, sigma: 0.6 } }, n))),
    );
    const { lognormal } = fitted as { lognormal: { median: number; sigma: number; max: number } };
    expect(lognormal.median).toBeGreaterThan(730);
    expect(lognormal.median).toBeLessThan(880);
    expect(lognormal.sigma).toBeGreaterThan(0.54);
    expect(lognormal.sigma).toBeLessThan(0.66);
  });

  it('two heaps are not lognormal: their quantiles are kept', () => {
    const fitted = fitDuration(numbers(300, (n) => (n % 2 === 0 ? 100 + (n % 7) : 5000 + (n % 90))));
    const { empirical } = fitted as { empirical: number[] };
    expect(empirical).toHaveLength(101);
    expect([empirical[0], empirical[100]]).toEqual([100, 5089]);
  });

  it('a few are kept as they are, and equal ones are constant', () => {
    expect(fitDuration([30, 10, 20])).toEqual({ empirical: [10, 20, 30] });
    expect(fitDuration([50, 50, 50])).toEqual({ constant: 50 });
  });
});

describe('arrivals', () => {
  it('at random are a rate', () => {
    let at = 0;
    const times = numbers(1000, (n) => {
      at += drawn({ exponential: { mean: 100 } }, n);
      return Math.round(at);
    });
    const rate = fitPoisson(times) as number;
    expect(rate).toBeGreaterThan(9);
    expect(rate).toBeLessThan(11);
  });

  it.each([
    ['a clock', (n: number) => n * 100],
    ['bursts', (n: number) => Math.floor(n / 50) * 5000],
  ])('by %s are not', (_what, time) => {
    expect(fitPoisson(numbers(500, time))).toBeNull();
  });
});

const error = { code: 'CUDA_ERROR', message: 'out of memory' };
function record(n: number, outcomes: Attempt['outcome'][], more: Partial<JobRecord> = {}): JobRecord {
  const createdAt = 1_700_000_000_000 + n * 250;
  const history = outcomes.map((outcome, k) => ({
    attempt: k + 1,
    fence: n * 10 + k + 1,
    worker: `gpu-${n % 3}:gpu0`,
    startedAt: createdAt + k * 1000,
    endedAt: createdAt + k * 1000 + 400,
    outcome,
    ...(outcome === 'failed' && { error }),
  }));
  const state = outcomes.at(-1) === 'completed' ? 'completed' : 'dead';
  const defaults = { priority: 5, attempts: 3, timeoutMs: 30_000, payload: { n: 'x'.repeat(100) } };
  return {
    id: `j${n}`,
    queue: 'q',
    type: 'render',
    state,
    createdAt,
    attempt: 1,
    history,
    ...defaults,
    ...more,
  };
}

describe('a scenario from recorded jobs', () => {
  const records = numbers(40, (n) => n).map((n) =>
    record(n, n % 4 === 0 ? ['failed', 'completed'] : ['completed']),
  );

  it('has their failures, retries, arrivals and fleet, and reads again as it was written', async () => {
    const { scenario, remarks } = fitScenario(records, 'q');
    expect(scenario.jobs.render).toMatchObject({
      duration: { constant: 400 },
      failure: { rate: 0.2, code: 'CUDA_ERROR', message: 'out of memory', retryable: true },
      attempts: 3,
      timeout: 30_000,
    });
    expect(scenario.load.render?.arrivals).toMatchObject({
      recorded: expect.arrayContaining([0, 250, 9750]),
    });
    expect(scenario.machines).toMatchObject({ fleet: { count: 3, jobTypes: ['render'] } });
    expect(remarks.join('\n')).toContain('render: 40 jobs, 50 attempts; arrivals as recorded');
    const text = writeScenario(scenario, remarks);
    expect(text).toContain('# render: 40 jobs, 50 attempts');
    expect(await readScenarioText(text, presets)).toEqual(scenario);
  });

  it('has machines for whatever is required', () => {
    const requires = { gpuMemoryMb: { gte: 24_000 }, zone: { in: ['eu', 'us'] } };
    const { machines } = fitScenario(
      [...records, record(50, ['completed'], { type: 'train', requires })],
      'q',
    ).scenario;
    expect(machines.fleet2).toMatchObject({
      gpus: { count: 1, memoryMb: 24_000 },
      labels: { zone: 'eu' },
      jobTypes: ['train'],
    });
  });

  it('tells failures that end a job at once', () => {
    const { scenario } = fitScenario(
      [record(1, ['failed']), record(2, ['failed']), record(3, ['completed'])],
      'q',
    );
    expect(scenario.jobs.render?.failure).toMatchObject({ retryable: false });
  });
});
