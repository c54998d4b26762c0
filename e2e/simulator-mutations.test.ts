/** The simulator's auditor against a system with a safeguard taken out: one that finds nothing would be worth nothing. */
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import type { SimulationReport } from '../src-core/protocol/simulator';
import { Auditor } from '../src-worker/simulator/auditor/auditor';
import { Simulation } from '../src-worker/simulator/run/simulation';
import { readScenarioText } from '../src-worker/simulator/scenario-file/read-scenario';
import { type BuiltEntry, buildEntry } from './support/build';
import { startTestRedis, type TestRedis } from './support/redis';
import { mutating, type SourceMutation } from './support/source-mutations';
import { type RunningSystem, startSystem } from './support/system';

const presets = fileURLToPath(new URL('../resources/scenarios', import.meta.url));

/** Nobody wants to wait half a minute for a lease to end. */
const shortLeases: SourceMutation = {
  file: 'src-main/gateway/context.ts',
  from: 'options.leaseMs ?? 30_000',
  to: 'options.leaseMs ?? 1_500',
};

const withoutFencing: SourceMutation[] = [
  { file: 'lua/finish.lua', from: 'if fence and fence == ARGV[begins[i] + 2] then', to: 'if fence then' },
  { file: 'lua/held.lua', from: 'if fence == ARGV[i + 1] then', to: 'if fence then' },
  {
    file: 'fleet/job-reports.ts',
    from: "if (this.#ending.has(key) || machine.told.has(key)) return 'lost';",
    to: '',
  },
  {
    file: 'fleet/job-reports.ts',
    from: "here.fence === fence && here.machine === machine ? here : 'lost'",
    to: "here.fence === fence && here.machine === machine ? here : 'unknown'",
  },
  { file: 'fleet/adoption.ts', from: /if \(!worker\.startsWith[^\n]+/, to: '' },
  { file: 'fleet/adoption.ts', from: /if \(here && here\.fence >= fence\)[^\n]+/, to: '' },
];

const withoutReaping: SourceMutation[] = [
  { file: 'lua/tick.lua', from: "each(P .. 'leases', due(P .. 'leases'), lease_ended)", to: '' },
];

const scenario = `
name: Late and wrong reports, crashed machines
duration: 3s
settle: 25s
jobs:
  render: { duration: { uniform: { min: 100ms, max: 300ms } }, attempts: 10, backoff: { baseMs: 100, maxMs: 500 } }
machines:
  gpu: { count: 6, gpus: { count: 2 } }
load:
  web: { clients: 2, arrivals: { poisson: { perSecond: 15 } }, jobs: { render: 1 } }
faults:
  - { kind: finish_late, rate: 0.15, attempts: [1] }
  - { kind: wrong_fence, rate: 0.15 }
  - { kind: crash, rate: 0.1, attempts: [1], for: 500ms }
assert: { lost: 0, duplicated: 0, invariants: true }
`;

let redis: TestRedis | undefined;
let program: BuiltEntry | undefined;
let system: RunningSystem | undefined;

afterEach(async () => {
  await system?.kill();
  await redis?.stop();
  await program?.remove();
  [redis, program, system] = [undefined, undefined, undefined];
});

/** Plays the scenario against a system built with these changes. */
async function played(mutations: readonly SourceMutation[]): Promise<SimulationReport> {
  program = await buildEntry('cli', [mutating([shortLeases, ...mutations])]);
  redis = await startTestRedis();
  system = await startSystem({ mode: 'gateway', redisUrl: redis.url, script: program.script });
  const plan = await readScenarioText(scenario, presets);
  const target = {
    gateways: [system.url],
    workerToken: system.workerToken,
    clientToken: system.clientToken,
    redisUrl: redis.url,
    queue: plan.queue,
  };
  const simulation = new Simulation({
    runId: 'mutation',
    scenario: plan,
    seed: 11,
    target,
    audit: (planned) => new Auditor({ target, assertions: plan.assert, planned }),
  });
  await simulation.start();
  return (await simulation.ended).report;
}

function brokenOf({ assertions }: SimulationReport): string[] {
  return assertions.filter(({ state }) => state === 'broken').map(({ id }) => id);
}

it('finds nothing in a sound system', async () => {
  const report = await played([]);
  expect(report.violations).toEqual([]);
  expect(brokenOf(report)).toEqual([]);
  expect(report.counts).toMatchObject({ lost: 0, duplicated: 0, completed: report.counts.accepted });
  // Otherwise the scenario would put nothing to the test.
  expect(report.counts.fenced).toBeGreaterThan(0);
  expect(report.faults).toMatchObject({
    finish_late: expect.any(Number),
    wrong_fence: expect.any(Number),
    crash: expect.any(Number),
  });
}, 60_000);

it('reports duplicates when fences are not compared', async () => {
  const report = await played(withoutFencing);
  expect(report.outcome).toBe('failed');
  expect(report.counts.duplicated).toBeGreaterThan(0);
  expect(brokenOf(report)).toEqual(expect.arrayContaining(['duplicated', 'I2']));
}, 60_000);

it('reports lost jobs when leases that ended are not taken back', async () => {
  const report = await played(withoutReaping);
  expect(report.outcome).toBe('failed');
  expect(report.counts.lost).toBeGreaterThan(0);
  expect(brokenOf(report)).toEqual(expect.arrayContaining(['lost', 'I1']));
}, 60_000);
