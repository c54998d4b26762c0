import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ScenarioText } from '../../../src-core/protocol/scenario';
import type { SimulationSnapshot } from '../../../src-core/protocol/simulator';
import { decisionHash } from '../plan/decision-log';
import type { Simulation } from './simulation';
import { SimulationRig } from './simulation.fixture';

let rig: SimulationRig;
beforeEach(async () => {
  rig = await SimulationRig.start({ leaseMs: 2000 });
});
afterEach(() => rig.stop());

const calm = {
  duration: 1000,
  settle: 15_000,
  jobs: {
    render: {
      duration: { uniform: { min: 20, max: 60 } },
      progressEvery: 10,
      chunks: { count: 3 },
      payloadBytes: 100,
    },
  },
  machines: { farm: { count: 4, gpus: { count: 2 } } },
  load: { web: { clients: 3, arrivals: { poisson: { perSecond: 60 } }, jobs: { render: 1 } } },
  assert: { lost: 0, duplicated: 0, completionRate: 1, invariants: true },
} satisfies Omit<ScenarioText, 'name'>;

/** Resolves with the first snapshot that is so. */
async function until(
  simulation: Simulation,
  isSo: (snapshot: SimulationSnapshot) => boolean,
): Promise<SimulationSnapshot> {
  for (;;) {
    const snapshot = simulation.snapshot();
    if (isSo(snapshot)) return snapshot;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('a simulation', () => {
  it('runs a calm fleet to its end', async () => {
    const { report, decisions } = await rig.run(calm);
    const { planned } = report.counts;
    expect(planned).toBeGreaterThan(20);
    expect(report).toMatchObject({ outcome: 'passed', violations: [], faults: {} });
    expect(report.counts).toMatchObject({
      submitted: planned,
      accepted: planned,
      completed: planned,
      lost: 0,
    });
    expect(report.decisions).toEqual({ count: decisions.length, sha256: decisionHash(decisions) });
  });

  it('decides the same with the same seed, however the run goes', async () => {
    const rough = {
      ...calm,
      jobs: {
        render: { ...calm.jobs.render, failure: { rate: 0.2 }, backoff: { baseMs: 10 }, attempts: 10 },
      },
      faults: [
        { kind: 'crash', rate: 0.05, for: 100 } as const,
        { kind: 'disconnect', every: { exponential: { mean: 400 } }, for: 50 } as const,
      ],
      assert: { lost: 0, duplicated: 0, invariants: true },
    };
    const first = await rig.run(rough, 42);
    const elsewhere = await rig.rig.make({ leaseMs: 700 }).start();
    const gateways = [elsewhere.url, rig.rig.address.url];
    const { simulation } = rig.make(rough, 42, { gateways });
    await simulation.start();
    // Another gateway, other leases, a pause in the middle: other machines get other jobs at other times.
    await until(simulation, ({ counts }) => counts.accepted > 5);
    simulation.pause();
    await until(simulation, ({ phase }) => phase === 'paused');
    simulation.resume();
    const second = await simulation.ended;
    expect(second.decisions.join('\n')).toBe(first.decisions.join('\n'));
    expect(second.report.decisions).toEqual(first.report.decisions);
    expect([first.report.outcome, second.report.outcome]).toEqual(['passed', 'passed']);
    expect(first.report.faults.crash).toBeGreaterThan(0);
    expect((await rig.run(rough, 43)).report.decisions.sha256).not.toBe(first.report.decisions.sha256);
  });

  it('has clients that lose their connection and read on without a gap', async () => {
    const { report, frames } = await rig.run({
      ...calm,
      jobs: { render: { duration: 300, chunks: { count: 20 } } },
      load: {
        web: {
          ...calm.load.web,
          clients: 2,
          disconnect: { every: { uniform: { min: 100, max: 300 } }, for: 50 },
        },
      },
    });
    expect(report).toMatchObject({ outcome: 'passed', violations: [] });
    expect(frames.filter(({ frame }) => frame.type === 'resume').length).toBeGreaterThan(3);
    const results = frames.filter(({ frame }) => frame.type === 'job_result').map(({ frame }) => frame.jobId);
    expect(new Set(results).size).toBe(report.counts.planned);
  });

  it('submits again what was refused for now', async () => {
    await rig.stop();
    rig = await SimulationRig.start({
      limits: { watchesPerConnection: 4, framesPerSecond: 20, frameBurst: 10 },
    });
    const { report } = await rig.run({
      ...calm,
      duration: 200,
      jobs: { render: { duration: 30 } },
      load: { web: { arrivals: { burst: { size: 25 } }, jobs: { render: 1 } } },
    });
    expect(report).toMatchObject({ outcome: 'passed', counts: { completed: 25 } });
  });
});

describe('by hand', () => {
  const long = { ...calm, duration: 20_000, jobs: { render: { duration: 200 } } };

  it('a run is paused and goes on', async () => {
    const { simulation, frames } = rig.make({ ...long, duration: 1500 });
    await simulation.start();
    await until(simulation, ({ counts }) => counts.completed > 3);
    simulation.pause();
    const paused = await until(simulation, ({ workers }) => workers.every(({ state }) => state === 'idle'));
    expect(paused.phase).toBe('paused');
    expect(frames.filter(({ frame }) => frame.type === 'drain')).toHaveLength(4);
    // A job from elsewhere waits until the machines are back.
    const { id } = await rig.rig.queue().add('render', {});
    expect((await rig.rig.queue().get(id))?.state).toBe('waiting');
    const { submitted } = simulation.snapshot().counts;
    expect(simulation.snapshot().elapsedMs).toBe(paused.elapsedMs);
    simulation.resume();
    const { report } = await simulation.ended;
    expect(report.counts.submitted).toBeGreaterThan(submitted);
    expect((await rig.rig.queue().get(id))?.state).toBe('completed');
    expect(report.outcome).toBe('passed');
  });

  it('a run is stopped: nothing of it is left', async () => {
    const { simulation } = rig.make({ ...long, machines: { farm: { count: 1 } } });
    await simulation.start();
    await until(simulation, ({ counts }) => counts.accepted > 20);
    simulation.stop();
    const { report, decisions } = await simulation.ended;
    expect(report.outcome).toBe('stopped');
    expect(report.counts.cancelled).toBeGreaterThan(10);
    expect(report.counts.completed + report.counts.cancelled).toBe(report.counts.accepted);
    // All that was planned is decided, also what did not come to pass.
    expect(decisions.length).toBeGreaterThan(report.counts.planned);
    expect(await rig.rig.queue().counts()).toMatchObject({ waiting: 0, active: 0, scheduled: 0 });
    expect(simulation.snapshot().workers.every(({ state }) => state === 'away')).toBe(true);
  });

  it('a machine is broken, and comes back', async () => {
    const { simulation } = rig.make(long);
    await simulation.start();
    simulation.break('farm-2:gpu1', 'crash', 300);
    const broken = simulation.snapshot().workers.filter(({ machine }) => machine === 'farm-2');
    expect(broken.map(({ state, fault }) => [state, fault])).toEqual(Array(2).fill(['away', 'crash']));
    await until(simulation, ({ workers }) =>
      workers.every(({ state }) => state !== 'away' && state !== 'connecting'),
    );
    simulation.break('nobody', 'down', 10);
    simulation.break('farm-1', 'hang', 60_000);
    await until(
      simulation,
      ({ workers }) => workers[0]?.jobs[0]?.percent === 0 && workers[0].fault === 'hang',
    );
    expect(simulation.snapshot().log.map(({ who, text }) => `${who}: ${text}`)).toEqual(
      expect.arrayContaining(['farm-2: crash is over', 'nobody: there is no such machine']),
    );
    simulation.stop();
    const { report } = await simulation.ended;
    expect(report.faults).toEqual({ crash: 1, hang: 1 });
    expect(report.violations).toEqual([]);
  });

  it('faults are changed while it runs', async () => {
    const { simulation } = rig.make({ ...long, faults: [{ kind: 'down', at: 100, for: 60_000 }] });
    await simulation.start();
    await until(simulation, ({ workers }) => workers.every(({ state }) => state === 'away'));
    simulation.setFaults([{ id: 'twice', kind: 'complete_twice', rate: 1 }]);
    await until(simulation, ({ counts }) => counts.fenced > 3);
    simulation.stop();
    const { report } = await simulation.ended;
    expect(report.faults.down).toBe(4);
    expect(report.faults.complete_twice).toBeGreaterThan(3);
    expect(report.violations).toEqual([]);
  });
});

describe('a simulation that cannot run', () => {
  it('says who does not answer', async () => {
    const { simulation } = rig.make(calm, 1, { gateways: ['http://127.0.0.1:1'] }, 300);
    await expect(simulation.start()).rejects.toThrow(/Nobody could connect to http:\/\/127\.0\.0\.1:1/);
    await expect(simulation.ended).rejects.toThrow(/Nobody could connect/);
  });

  it('says what is wrong with its scenario', () => {
    const load = { web: { ...calm.load.web, jobs: { rendr: 1 } } };
    expect(() => rig.make({ ...calm, load })).toThrow(/unknown job type "rendr"/);
  });
});
