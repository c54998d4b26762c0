import { describe, expect, it } from 'vitest';
import { type ScenarioText, scenarioSchema } from '../../../src-core/protocol/scenario';
import type { Fault } from '../../../src-core/protocol/scenario-faults';
import { decisionHash, decisionLog } from './decision-log';
import { maxSubmissions } from './plan-load';
import { planScenario } from './scenario-plan';

const base = {
  name: 'base',
  duration: '20s',
  settle: '10s',
  jobs: {
    render: {
      duration: { lognormal: { median: 300, sigma: 0.6 } },
      failure: { rate: 0.2 },
      chunks: { count: 4 },
      attempts: 3,
    },
    score: { duration: { exponential: { mean: 50 } } },
  },
  machines: { farm: { count: 5, gpus: { count: 2 }, startAfter: { uniform: { min: 0, max: 500 } } } },
  load: {
    web: {
      clients: 2,
      arrivals: { poisson: { perSecond: 10 } },
      jobs: { render: 1, score: 3 },
      disconnect: { every: { exponential: { mean: '3s' } } },
    },
  },
  faults: [
    { id: 'crashes', kind: 'crash', rate: 0.1 },
    {
      id: 'outage',
      kind: 'down',
      share: 0.5,
      at: { uniform: { min: 0, max: '5s' } },
      every: { exponential: { mean: '4s' } },
    },
  ],
} satisfies ScenarioText;

const planOf = (text: ScenarioText, seed = 1) => planScenario(scenarioSchema.parse(text), seed);
const linesOf = (text: ScenarioText, seed = 1) => decisionLog(planOf(text, seed));

describe('the decision log', () => {
  it('is the same for the same scenario and seed, and sorted', () => {
    const lines = linesOf(base);
    expect(lines.join('\n')).toBe(linesOf(base).join('\n'));
    expect(lines).toEqual([...lines].sort());
    expect(decisionHash(lines)).toBe(decisionHash(linesOf(base)));
    expect(decisionHash(lines)).not.toBe(decisionHash(linesOf(base, 2)));
  });

  it('holds every submission, attempt, machine and client', () => {
    const plan = planOf(base);
    const lines = decisionLog(plan);
    const attempts = plan.submissions.reduce((sum, { type }) => sum + (type === 'render' ? 3 : 4), 0);
    expect(lines).toHaveLength(plan.submissions.length + attempts + 5 + 2);
    expect(lines.every((line) => /^(job|machine|client) [^\t]+\t\{.*\}$/.test(line))).toBe(true);
  });

  it('keeps all its lines when something is added', () => {
    const before = linesOf(base);
    const keeps = (text: ScenarioText) => {
      const after = new Set(linesOf(text));
      return before.filter((line) => !after.has(line));
    };
    const late = { clients: 1, arrivals: { burst: { size: 50 } }, jobs: { score: 1 } };
    expect(keeps({ ...base, load: { aaa: late, ...base.load } })).toEqual([]);
    expect(keeps({ ...base, machines: { aaa: { count: 3 }, ...base.machines } })).toEqual([]);
    expect(keeps({ ...base, machines: { farm: { ...base.machines.farm, count: 9 } } })).toEqual([]);
    expect(keeps({ ...base, jobs: { ...base.jobs, other: {} } })).toEqual([]);
    const rare: Fault = { id: 'rare', kind: 'hang', rate: 0, attempts: [1] };
    expect(keeps({ ...base, faults: [rare, ...base.faults] })).toEqual([]);
  });

  it('changes with a fault only where that fault happens', () => {
    const before = new Set(linesOf(base));
    const hangs = { id: 'hangs', kind: 'hang', rate: 0.05 } as const;
    const changed = linesOf({ ...base, faults: [...base.faults, hangs] }).filter((line) => !before.has(line));
    expect(changed.length).toBeGreaterThan(0);
    for (const line of changed) expect(line).toContain('"kind":"hang"');
    for (const line of changed) {
      const [key = '', decided = ''] = line.split('\t');
      const { fault, ...rest } = JSON.parse(decided);
      expect(fault.kind).toBe('hang');
      expect(before).toContain(`${key}\t${JSON.stringify({ ...rest, fault: null })}`);
    }
  });
});

describe('submissions', () => {
  const times = (arrivals: object, more: object = {}) =>
    planOf({
      ...base,
      load: { web: { arrivals, jobs: { score: 1 }, ...more } as never },
    }).submissions.map(({ at }) => at);

  it('come at the rate of a Poisson process', () => {
    const at = times({ poisson: { perSecond: 200 } });
    expect(Math.abs(at.length / 4000 - 1)).toBeLessThan(0.06);
    expect(at.filter((time) => time < 10_000).length / at.length).toBeCloseTo(0.5, 1);
    expect(at.every((time) => time > 0 && time < 20_000)).toBe(true);
  });

  it('come in bursts', () => {
    expect(times({ burst: { size: 3, every: '8s' } })).toEqual(
      [0, 8000, 16_000].flatMap((at) => [at, at, at]),
    );
    expect(times({ burst: { size: 2 } }, { startAfter: '1s' })).toEqual([1000, 1000]);
  });

  it('grow and fall evenly along a ramp', () => {
    const growing = times({ ramp: { from: 0, to: 200 } });
    expect(Math.abs(growing.length / 2000 - 1)).toBeLessThan(0.08);
    expect(growing.filter((at) => at < 10_000).length / growing.length).toBeCloseTo(0.25, 1);
    const falling = times({ ramp: { from: 200, to: 0 } });
    expect(falling.filter((at) => at < 10_000).length / falling.length).toBeCloseTo(0.75, 1);
    expect(times({ ramp: { from: 0, to: 0 } })).toEqual([]);
  });

  it('come as they were recorded', () => {
    expect(times({ recorded: ['2s', 100, '30s'] }, { startAfter: 50 })).toEqual([150, 2050]);
  });

  it('are dealt out among the clients, types by their weights', () => {
    const { submissions, clients } = planOf(base);
    const [one, other] = clients.map((client) => client.submissions.length) as [number, number];
    expect(one + other).toBe(submissions.length);
    expect(Math.abs(one - other)).toBeLessThanOrEqual(1);
    const scores = submissions.filter(({ type }) => type === 'score').length;
    expect(scores / submissions.length).toBeCloseTo(0.75, 1);
  });

  it('are refused when they are too many', () => {
    expect(() => times({ poisson: { perSecond: 10_000 } }, {})).not.toThrow();
    const much = {
      ...base,
      duration: '1h',
      load: { web: { arrivals: { poisson: { perSecond: 10_000 } }, jobs: { score: 1 } } },
    };
    expect(() => planOf(much)).toThrow(String(maxSubmissions));
    expect(() => planOf({ ...base, jobs: {} })).toThrow(/unknown job type "render"/);
  });
});

describe('attempts and machines', () => {
  it('fail and are hit at their rates', () => {
    const plan = planOf(base);
    const attempts = Array.from({ length: 5000 }, (_, n) =>
      plan.attempt(`x#${n}`, 1, 'render', plan.scenario.faults),
    );
    const share = (is: (one: (typeof attempts)[number]) => boolean) => attempts.filter(is).length / 5000;
    expect(share(({ failsAt }) => failsAt !== null)).toBeCloseTo(0.2, 1);
    expect(share(({ fault }) => fault?.kind === 'crash')).toBeCloseTo(0.1, 1);
  });

  it('are hit by a fault only where it is meant', () => {
    const faults: Fault[] = [{ kind: 'release', rate: 1, jobs: ['score'], attempts: [2] }];
    const plan = planOf({ ...base, faults });
    const kindOf = (type: string, attempt: number) =>
      plan.attempt('x#1', attempt, type, plan.scenario.faults).fault?.kind ?? null;
    expect([kindOf('score', 1), kindOf('score', 2), kindOf('render', 2)]).toEqual([null, 'release', null]);
  });

  it('are hit again and again while the run may last', () => {
    const down = { kind: 'down', at: '1s', every: '10s', for: '2s' } as const;
    const faults = [{ ...down, machines: 'farm-*' }];
    const line = linesOf({ ...base, faults }).find((one) => one.startsWith('machine farm-3\t')) as string;
    const planned = JSON.parse(line.split('\t')[1] as string).faults as { at: number; forMs: number }[];
    expect(planned.map(({ at, forMs }) => [at, forMs])).toEqual([
      [1000, 2000],
      [11_000, 2000],
      [21_000, 2000],
    ]);
    const elsewhere = linesOf({ ...base, faults: [{ ...down, machines: '*-4' }] });
    expect(elsewhere.find((one) => one.startsWith('machine farm-3\t'))).toContain('"faults":[]');
  });
});
