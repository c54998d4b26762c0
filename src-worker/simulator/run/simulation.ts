import { SignalboxError } from '../../../src-core/protocol/errors';
import type { Fault } from '../../../src-core/protocol/scenario-faults';
import type { BreakKind, SimulationReport, SimulationSnapshot } from '../../../src-core/protocol/simulator';
import { Crowd } from '../clients/crowd';
import { Fleet } from '../machines/fleet';
import type { MachineParts } from '../machines/machine';
import type { Network } from '../net/kept-link';
import { decisionHash, decisionLog } from '../plan/decision-log';
import { planScenario, type ScenarioPlan } from '../plan/scenario-plan';
import { RunLog } from './run-log';
import type { Ended, RunAuditor, SimulationOptions } from './simulation-options';
import { Timetable } from './timetable';

/** How long what is cancelled may take to end, ms. */
const cancelMs = 3000;
const lookMs = 50;

/** One simulation from its start to its report. It is used once. */
export class Simulation {
  /** Rejects when the run broke off: nothing of it is left open then either. */
  readonly ended: Promise<Ended>;
  readonly #options: SimulationOptions;
  readonly #plan: ScenarioPlan;
  readonly #auditor: RunAuditor;
  readonly #fleet: Fleet;
  readonly #crowd: Crowd;
  readonly #log = new RunLog();
  /** Runs until the end. */
  readonly #timetable = new Timetable();
  /** Stands while the run is paused: submissions and planned faults go by it. */
  readonly #course = new Timetable();
  readonly #made: Record<string, number> = {};
  #faults: readonly Fault[];
  #phase: SimulationSnapshot['phase'] = 'starting';
  #isPaused = false;
  #isStopped = false;
  #isFinishing = false;
  /** The last look was taken: what comes now is no part of the run. */
  #isAudited = false;
  #isHeard = false;
  #startedAt = Date.now();
  #submitted = 0;
  #rejected = 0;
  #resolve!: (ended: Ended) => void;
  #reject!: (error: unknown) => void;

  /** Throws INVALID_MESSAGE when the scenario cannot be run. */
  constructor(options: SimulationOptions) {
    const { runId, scenario, seed, target } = options;
    this.#options = options;
    this.#plan = planScenario({ ...scenario, queue: target.queue }, seed);
    this.#faults = scenario.faults;
    this.#auditor = options.audit(this.#plan.submissions.length);
    this.ended = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever starts it may be told by `start` alone.
    this.ended.catch(() => undefined);
    const shared = { network: this.#network(), plan: this.#plan, note: this.#log.add.bind(this.#log) };
    this.#fleet = new Fleet(this.#machineParts(shared), this.#course);
    this.#crowd = new Crowd({
      ...shared,
      runId,
      token: target.clientToken,
      course: this.#course,
      submitted: () => {
        this.#submitted += 1;
      },
      accepted: (jobId, submittedAt) => this.#auditor.accepted(jobId, submittedAt),
      rejected: () => {
        this.#rejected += 1;
      },
    });
  }

  /**
   * Connects everybody and lets the run begin. Rejects with REDIS_UNAVAILABLE when the auditor cannot read, and with
   * TIMEOUT when nobody could connect; `ended` then rejects too.
   */
  async start(): Promise<void> {
    try {
      await this.#auditor.start();
      this.#timetable.start();
      this.#crowd.open();
      this.#fleet.open();
      await this.#until(() => this.#isStopped || this.#isReady, this.#options.connectMs ?? 10_000);
      if (!this.#isStopped && !this.#isReady) this.#goWithout();
    } catch (error) {
      await this.#breakOff(error);
      throw error;
    }
    if (this.#isStopped) return this.#finish();
    this.#startedAt = Date.now();
    this.#phase = 'running';
    this.#fleet.begin();
    this.#crowd.begin();
    if (!this.#isPaused) this.#course.start();
    this.#course.at(this.#plan.scenario.duration, () => this.#settle());
    this.#course.at(this.#plan.spanMs, () => this.#finish());
  }

  /** No new jobs; what runs goes on. */
  pause(): void {
    if (this.#isPaused || this.#isFinishing) return;
    this.#isPaused = true;
    this.#course.hold();
    this.#fleet.pause(true);
    this.#log.add('simulation', 'paused');
  }

  resume(): void {
    if (!this.#isPaused || this.#isFinishing) return;
    this.#isPaused = false;
    if (this.#phase !== 'starting') this.#course.start();
    this.#fleet.pause(false);
    this.#log.add('simulation', 'goes on');
  }

  /** Ends it now: what is unfinished is cancelled. `ended` resolves soon after. */
  stop(): void {
    if (this.#isStopped || this.#isFinishing) return;
    this.#isStopped = true;
    this.#log.add('simulation', 'stopped');
    // A start that is under way sees it.
    if (this.#phase !== 'starting') this.#finish();
  }

  /** Does something to a machine, named by itself or one of its workers. */
  break(worker: string, kind: BreakKind, forMs: number): void {
    const known = this.#fleet.break(worker, kind, forMs);
    this.#log.add(worker, known ? `${kind} for ${forMs / 1000} s, by hand` : 'there is no such machine');
  }

  /** From now on these faults and no others. */
  setFaults(faults: Fault[]): void {
    this.#faults = faults;
    if (this.#phase === 'running' || this.#phase === 'settling') this.#fleet.setFaults(faults);
    this.#log.add(
      'simulation',
      `faults changed by hand: ${faults.map(({ kind }) => kind).join(', ') || 'none'}`,
    );
  }

  /** How it stands. */
  snapshot(): SimulationSnapshot {
    const { runId, scenario, seed } = this.#options;
    return {
      runId,
      scenario: scenario.name,
      seed,
      phase: this.#isPaused && this.#phase !== 'ended' ? 'paused' : this.#phase,
      startedAt: this.#startedAt,
      elapsedMs: Math.round(this.#course.now),
      durationMs: scenario.duration,
      workers: this.#fleet.shown(),
      counts: this.#counts(),
      wait: this.#auditor.waits(),
      run: this.#auditor.runs(),
      assertions: this.#auditor.assertions(),
      faults: [...this.#faults],
      log: this.#log.newest(),
    };
  }

  #network(): Network {
    return {
      gateways: this.#options.target.gateways,
      timetable: this.#timetable,
      draw: this.#plan.draw,
      observe: (record) => {
        this.#isHeard ||= record.direction === 'out';
        if (!this.#isAudited) this.#auditor.frame(record);
      },
    };
  }

  #machineParts(shared: Pick<MachineParts, 'network' | 'plan' | 'note'>): MachineParts {
    return {
      ...shared,
      token: this.#options.target.workerToken,
      faults: () => this.#faults,
      paused: () => this.#isPaused,
      faulty: (kind) => {
        this.#made[kind] = (this.#made[kind] ?? 0) + 1;
      },
      condition: (kind, machine, on) => {
        if (!this.#isAudited) this.#auditor.fault(kind, machine, on);
        this.#log.add(machine, on ? kind : `${kind} is over`);
      },
    };
  }

  get #isReady(): boolean {
    return this.#crowd.isReady() && this.#fleet.isReady();
  }

  /** Some could not connect: the run begins all the same unless it is everybody. */
  #goWithout(): void {
    if (this.#isHeard) return this.#log.add('simulation', 'it begins although some could not connect');
    const { gateways } = this.#options.target;
    const why = this.#log.newest().at(-1)?.text ?? 'no answer';
    throw new SignalboxError('TIMEOUT', `Nobody could connect to ${gateways.join(', ')}: ${why}`);
  }

  /** No more is submitted: from now on it may end. */
  #settle(): void {
    this.#phase = 'settling';
    let quiet = 0;
    const isQuiet = () => {
      const isDone = this.#crowd.unsettled === 0 && this.#auditor.unfinished() === 0;
      quiet = isDone && !this.#isPaused ? quiet + 1 : 0;
      return quiet > 1;
    };
    void this.#until(isQuiet, Number.POSITIVE_INFINITY).then(() => this.#finish());
  }

  #finish(): void {
    if (this.#isFinishing) return;
    this.#isFinishing = true;
    this.#course.hold();
    this.#conclude().catch((error: unknown) => this.#breakOff(error));
  }

  async #conclude(): Promise<void> {
    if (this.#isStopped) await this.#cancelAll();
    const { assertions, violations } = await this.#auditor.finish();
    this.#isAudited = true;
    const endedAt = Date.now();
    const counts = this.#counts();
    // What the time to settle was too short for: nobody would run it any more.
    if (this.#crowd.unfinished > 0) await this.#cancelAll();
    this.#close();
    const { runId, scenario, seed } = this.#options;
    const decisions = decisionLog(this.#plan);
    const hasPassed = assertions.every(({ state }) => state !== 'broken');
    const report: SimulationReport = {
      runId,
      scenario: scenario.name,
      seed,
      outcome: this.#isStopped ? 'stopped' : hasPassed ? 'passed' : 'failed',
      startedAt: this.#startedAt,
      endedAt,
      counts,
      wait: this.#auditor.waits(),
      run: this.#auditor.runs(),
      maxDepth: this.#auditor.maxDepth(),
      assertions,
      violations: violations.slice(0, 1000),
      faults: this.#made,
      decisions: { count: decisions.length, sha256: decisionHash(decisions) },
    };
    this.#resolve({ report, decisions });
  }

  async #cancelAll(): Promise<void> {
    this.#crowd.cancelAll();
    await this.#until(() => this.#crowd.unfinished === 0, cancelMs);
  }

  async #breakOff(error: unknown): Promise<void> {
    this.#isFinishing = true;
    this.#close();
    await this.#auditor.finish().catch(() => undefined);
    this.#reject(error);
  }

  #close(): void {
    this.#phase = 'ended';
    this.#fleet.close();
    this.#crowd.close();
    this.#course.clear();
    this.#timetable.clear();
  }

  #counts(): SimulationReport['counts'] {
    return {
      planned: this.#plan.submissions.length,
      submitted: this.#submitted,
      rejected: this.#rejected,
      ...this.#auditor.counts(),
    };
  }

  /** Resolves when it is so, or the time is over. */
  #until(isSo: () => boolean, withinMs: number): Promise<void> {
    const until = this.#timetable.now + withinMs;
    return new Promise((resolve) => {
      const look = () => {
        if (isSo() || this.#timetable.now >= until || this.#phase === 'ended') resolve();
        else this.#timetable.after(lookMs, look);
      };
      look();
    });
  }
}
