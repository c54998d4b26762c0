import { describe, expect, it } from 'vitest';
import type { GatewayLimits } from '../../../src-core/protocol/limits';
import type { ScenarioText } from '../../../src-core/protocol/scenario';
import type { AttemptFaultKind, MachineFaultKind } from '../../../src-core/protocol/scenario-faults';
import type { FrameRecord } from '../auditor/frame-record';
import { type FinishedRun, SimulationRig } from '../run/simulation.fixture';

const leaseMs = 1500;

/** Runs a scenario on a gateway of its own: the machines of all have the same names. */
async function runAlone(
  text: Omit<ScenarioText, 'name'>,
  limits: Partial<GatewayLimits> = {},
): Promise<FinishedRun> {
  const rig = await SimulationRig.start({ leaseMs, limits });
  try {
    return await rig.run(text);
  } finally {
    await rig.stop();
  }
}

type Told = FrameRecord['frame'];

/** Six jobs at once on three machines; every job has to come to exactly one result. */
const scenario = (job: object, fault: object): Omit<ScenarioText, 'name'> => ({
  duration: 500,
  settle: 15_000,
  jobs: {
    render: {
      duration: { constant: 150 },
      chunks: { count: 3 },
      attempts: 8,
      backoff: { kind: 'fixed', baseMs: 10, jitter: 0 },
      ...job,
    },
  },
  machines: { farm: { count: 3, gpus: { count: 1 } } },
  load: { web: { arrivals: { burst: { size: 6 } }, jobs: { render: 1 } } },
  faults: [fault as never],
  assert: { lost: 0, duplicated: 0, completionRate: 1, invariants: true },
});

const frames = (run: FinishedRun, role: 'worker' | 'client', direction: 'in' | 'out', type: string): Told[] =>
  run.frames
    .filter((one) => one.role === role && one.direction === direction && one.frame.type === type)
    .map(({ frame }) => frame);
/** What the gateway told machines. */
const told = (run: FinishedRun, type: string) => frames(run, 'worker', 'out', type);
const attemptsOf = (run: FinishedRun) =>
  told(run, 'job_assigned').map(({ job }) => (job as { attempt: number }).attempt);
const second = (run: FinishedRun) => attemptsOf(run).filter((attempt) => attempt === 2);
const refused = (run: FinishedRun) => told(run, 'rejected').filter(({ code }) => code === 'LEASE_LOST');
/** Answers to each job's reports, in order. */
const answers = (run: FinishedRun): string[] => {
  const byJob = new Map<string, string[]>();
  for (const { role, direction, frame } of run.frames) {
    if (role !== 'worker' || direction !== 'out' || !/^(accepted|rejected)$/.test(frame.type)) continue;
    byJob.set(String(frame.jobId), [...(byJob.get(String(frame.jobId)) ?? []), frame.type]);
  }
  return [...byJob.values()].map((types) => types.join(' '));
};

interface Case {
  job?: object;
  fault?: object;
  limits?: Partial<GatewayLimits>;
  /** The gateway's right answer. */
  right(run: FinishedRun): void;
}

const attemptFaults: Record<AttemptFaultKind, Case> = {
  crash: {
    fault: { for: 100 },
    right: (run) => expect(second(run)).toHaveLength(6),
  },
  hang: {
    job: { timeout: 400 },
    right: (run) => {
      expect(told(run, 'job_cancelled')).toHaveLength(6);
      expect(second(run)).toHaveLength(6);
    },
  },
  no_ack: {
    // Given back at no cost: one attempt is enough.
    job: { attempts: 1 },
    limits: { ackMs: 300 },
    right: (run) => {
      expect(second(run)).toHaveLength(6);
      expect(frames(run, 'worker', 'in', 'assignment_ack')).toHaveLength(6);
    },
  },
  finish_late: {
    right: (run) => {
      expect(told(run, 'lease_lost').length).toBeGreaterThanOrEqual(6);
      expect(answers(run)).toEqual(Array(6).fill('rejected accepted'));
    },
  },
  complete_twice: {
    right: (run) => {
      expect(refused(run)).toHaveLength(6);
      expect(told(run, 'accepted')).toHaveLength(6);
    },
  },
  wrong_fence: {
    right: (run) => {
      expect(answers(run)).toEqual(Array(6).fill('rejected accepted'));
      expect(refused(run)).toHaveLength(6);
    },
  },
  unknown_job: {
    right: (run) => {
      expect(refused(run).every(({ jobId }) => String(jobId).startsWith('nobody-has-'))).toBe(true);
      expect(refused(run)).toHaveLength(6);
    },
  },
  progress_flood: {
    right: (run) => {
      expect(frames(run, 'worker', 'in', 'job_progress')).toHaveLength(3000);
      expect(frames(run, 'client', 'out', 'job_progress').length).toBeLessThan(1000);
      expect(told(run, 'error')).toEqual([]);
    },
  },
  release: {
    job: { attempts: 1 },
    right: (run) => {
      expect(answers(run)).toEqual(Array(6).fill('accepted accepted'));
      expect(second(run)).toHaveLength(6);
    },
  },
};

describe('a fault of attempts', () => {
  it.concurrent.each(Object.entries(attemptFaults))('%s', async (kind, { job, fault, limits, right }) => {
    const run = await runAlone(scenario(job ?? {}, { kind, rate: 1, attempts: [1], ...fault }), limits);
    expect(run.report.violations).toEqual([]);
    expect(run.report).toMatchObject({ outcome: 'passed', faults: { [kind]: 6 } });
    expect(run.report.counts).toMatchObject({ completed: 6, lost: 0, duplicated: 0 });
    right(run);
  });
});

const registered = (run: FinishedRun) =>
  told(run, 'worker_registered').filter(({ workers }) => (workers as string[])[0] === 'farm-1:gpu0').length;
const jobsOfTheBroken = (run: FinishedRun) =>
  run.frames.filter(({ actor, frame }) => actor === 'farm-1' && frame.type === 'job_assigned').length;
const heartbeats = (run: FinishedRun) =>
  run.frames.filter(
    ({ actor, direction, frame }) => actor === 'farm-1' && direction === 'in' && frame.type === 'heartbeat',
  );

const machineFaults: Record<MachineFaultKind, Case> = {
  down: {
    // It has a job by then, and would not be done with it.
    job: { duration: { constant: 1000 } },
    fault: { at: 500, for: 300 },
    right: (run) => {
      expect(second(run).length).toBeGreaterThan(0);
      expect(registered(run)).toBe(2);
    },
  },
  disconnect: {
    job: { duration: { constant: 1000 } },
    fault: { at: 500, for: 100 },
    right: (run) => {
      // It comes back within the lease, and keeps its job.
      expect(registered(run)).toBe(2);
      expect(second(run)).toEqual([]);
    },
  },
  reconnect_storm: {
    fault: { for: 500 },
    right: (run) => expect(registered(run)).toBeGreaterThan(2),
  },
  half_open: {
    job: { duration: { constant: 1000 } },
    fault: { at: 500, for: 1500 },
    limits: { pingMs: 400 },
    right: (run) => {
      expect(run.log.join('\n')).toContain('farm-1: connection lost');
      expect(second(run).length).toBeGreaterThan(0);
      expect(registered(run)).toBe(2);
    },
  },
  skip_heartbeat: {
    job: { duration: { constant: 2500 } },
    fault: { for: 3000 },
    right: (run) => {
      expect(told(run, 'lease_lost').length).toBeGreaterThan(0);
      expect(second(run).length).toBeGreaterThan(0);
    },
  },
  slow_heartbeat: {
    job: { duration: { constant: 2500 } },
    fault: { for: 4000 },
    right: (run) => {
      const times = heartbeats(run).map(({ at }) => at);
      const gaps = times.slice(1).map((at, n) => at - (times[n] as number));
      expect(Math.max(...gaps)).toBeGreaterThan(leaseMs * 0.9);
    },
  },
  slow_reader: {
    fault: { for: 1500 },
    limits: { pingMs: 400 },
    right: (run) => expect(registered(run)).toBe(2),
  },
  clock_skew: {
    job: { duration: { constant: 400 } },
    fault: { for: 1000 },
    right: (run) => {
      expect(told(run, 'lease_lost').length).toBeGreaterThan(0);
      expect(second(run).length).toBeGreaterThan(0);
    },
  },
  malformed_frame: {
    right: (run) => {
      expect(told(run, 'error')).toEqual([expect.objectContaining({ code: 'INVALID_MESSAGE' })]);
      expect(registered(run)).toBe(1);
    },
  },
  oversized_frame: {
    right: (run) => {
      expect(run.log.join('\n')).toContain('farm-1: connection lost: 1009');
      expect(registered(run)).toBe(2);
    },
  },
};

describe('a fault of a machine', () => {
  it.concurrent.each(Object.entries(machineFaults))('%s', async (kind, { job, fault, limits, right }) => {
    const text = scenario(job ?? {}, { kind, machines: '*-1', at: 50, ...fault });
    const run = await runAlone({ ...text, duration: 3000 }, limits);
    expect(run.report.violations).toEqual([]);
    expect(run.report).toMatchObject({ outcome: 'passed', faults: { [kind]: 1 } });
    expect(run.report.counts).toMatchObject({ completed: 6, lost: 0, duplicated: 0 });
    expect(jobsOfTheBroken(run)).toBeGreaterThan(0);
    right(run);
  });
});
