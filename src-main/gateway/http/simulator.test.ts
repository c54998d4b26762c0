import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SignalboxError } from '../../../src-core/protocol/errors';
import { scenarioSchema } from '../../../src-core/protocol/scenario';
import type { SimulationReport } from '../../../src-core/protocol/simulator';
import type { SimulatorState } from '../../../src-core/protocol/simulator-routes';
import type { Simulators } from '../options';
import { Rig } from '../testing/rig.fixture';

const calm = scenarioSchema.parse({ name: 'Calm', jobs: { echo: {} } });
const idle: SimulatorState = {
  refusal: null,
  running: false,
  queue: null,
  snapshot: null,
  report: null,
  failure: null,
};

/** What the routes asked for, and what they are told. */
const asked: unknown[] = [];
let state: SimulatorState;
const listeners = new Set<() => void>();

const simulators: Simulators = {
  presets: async () => [{ name: 'calm-fleet', title: 'Calm', description: 'Nothing goes wrong.' }],
  preset: async (name) => {
    if (name !== 'calm-fleet') throw new SignalboxError('NOT_FOUND', `There is no preset "${name}"`);
    return { scenario: calm, yaml: 'name: Calm\n' };
  },
  check: async (yaml) =>
    yaml === 'name: Calm\n'
      ? { scenario: calm, issues: [] }
      : { scenario: null, issues: [{ file: '', line: 2, column: 5, message: 'not a span' }] },
  write: ({ name }) => `name: ${name}\n`,
  junit: ({ seed }) => `<testsuites seed="${seed}"/>`,
  state: () => state,
  onChange: (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  run: (scenario, seed) => {
    if (state.refusal !== null) throw new SignalboxError('FORBIDDEN', state.refusal);
    asked.push({ run: scenario.name, seed });
    return { runId: 'r1', seed: seed ?? 483_920 };
  },
  command: (command) => void asked.push(command),
};

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.start({ simulators });
});
beforeEach(() => {
  asked.length = 0;
  state = { ...idle };
});
afterAll(() => rig.stop());

const ask = (path: string, method = 'GET', body?: unknown, token = 'admin-token') =>
  rig.fetch(path, { token, method, ...(body !== undefined && { json: body }) });
const json = async (path: string, method?: string, body?: unknown) => (await ask(path, method, body)).json();

describe('the simulator', () => {
  it('is for admins alone', async () => {
    for (const token of ['web-token', 'gpu-token']) {
      expect((await ask('/simulator', 'GET', undefined, token)).status).toBe(403);
      expect((await ask('/simulator/run', 'POST', { scenario: calm }, token)).status).toBe(403);
    }
    expect(asked).toEqual([]);
  });

  it('shows how it stands, and presets', async () => {
    expect(await json('/simulator')).toEqual({ ...idle, presets: await simulators.presets() });
    expect(await json('/simulator/presets/calm-fleet')).toEqual({ scenario: calm, yaml: 'name: Calm\n' });
    expect((await ask('/simulator/presets/..%2Fsecret')).status).toBe(404);
  });

  it('reads and writes scenario files', async () => {
    expect(await json('/simulator/check', 'POST', { yaml: 'name: Calm\n' })).toMatchObject({ issues: [] });
    expect(await json('/simulator/check', 'POST', { yaml: 'x' })).toEqual({
      scenario: null,
      issues: [{ file: '', line: 2, column: 5, message: 'not a span' }],
    });
    expect(await json('/simulator/yaml', 'POST', { scenario: calm })).toEqual({ yaml: 'name: Calm\n' });
  });

  it('starts a scenario given as JSON or YAML, with a seed or without', async () => {
    const started = await ask('/simulator/run', 'POST', { scenario: calm, seed: 7 });
    expect([started.status, await started.json()]).toEqual([202, { runId: 'r1', seed: 7 }]);
    expect(await json('/simulator/run', 'POST', { yaml: 'name: Calm\n' })).toEqual({
      runId: 'r1',
      seed: 483_920,
    });
    expect(asked).toEqual([{ run: 'Calm', seed: 7 }, { run: 'Calm' }]);
  });

  it('says what is wrong with a scenario', async () => {
    const yaml = await ask('/simulator/run', 'POST', { yaml: 'x' });
    expect([yaml.status, (await yaml.json()).error.message]).toEqual([
      400,
      'The scenario: line 2, column 5: not a span',
    ]);
    const bad = await ask('/simulator/run', 'POST', { scenario: { name: '' } });
    expect(bad.status).toBe(400);
    expect(asked).toEqual([]);
  });

  it('steers the run', async () => {
    for (const what of ['pause', 'resume', 'stop']) {
      expect((await ask(`/simulator/${what}`, 'POST')).status).toBe(200);
    }
    await ask('/simulator/break', 'POST', { worker: 'rig-1:gpu0', kind: 'half_open' });
    await ask('/simulator/faults', 'PUT', { faults: [{ kind: 'crash', rate: 0.5 }] });
    expect(asked).toEqual([
      { type: 'pause' },
      { type: 'resume' },
      { type: 'stop' },
      { type: 'break', worker: 'rig-1:gpu0', kind: 'half_open', forMs: 5000 },
      { type: 'set_faults', faults: [{ kind: 'crash', rate: 0.5 }] },
    ]);
    expect((await ask('/simulator/break', 'POST', { worker: 'rig-1', kind: 'sabotage' })).status).toBe(400);
  });

  it('has the report of the last run as JSON and JUnit', async () => {
    expect((await ask('/simulator/report')).status).toBe(404);
    state = { ...idle, report: { seed: 7 } as SimulationReport };
    expect(await json('/simulator/report')).toEqual({ seed: 7 });
    const junit = await ask('/simulator/junit');
    expect(junit.headers.get('content-type')).toContain('application/xml');
    expect(await junit.text()).toBe('<testsuites seed="7"/>');
  });

  it('says how it is allowed where it is not', async () => {
    state = { ...idle, refusal: 'Not here: set SIGNALBOX_SIMULATOR=true' };
    const refused = await ask('/simulator/run', 'POST', { scenario: calm });
    expect([refused.status, (await refused.json()).error]).toMatchObject([
      403,
      { code: 'FORBIDDEN', message: 'Not here: set SIGNALBOX_SIMULATOR=true' },
    ]);
  });

  it('is told live, at once and whenever it changes', async () => {
    const monitor = await rig.watch(['simulator']);
    expect((await monitor.next('event')).data).toEqual(idle);
    state = { ...idle, running: true, queue: 'simulation' };
    for (const listener of listeners) listener();
    expect((await monitor.next('event')).data).toEqual(state);
    const late = await rig.watch(['simulator']);
    expect((await late.next('event')).data).toEqual(state);
  });
});
