import { randomBytes, randomInt } from 'node:crypto';
import type { Logger } from 'pino';
import { SignalboxError } from '../../src-core/protocol/errors';
import type { Scenario } from '../../src-core/protocol/scenario';
import {
  type SimulationReport,
  type SimulationSnapshot,
  type SimulationTarget,
  type SimulatorCommand,
  simulatorMessageSchema,
} from '../../src-core/protocol/simulator';
import type { SimulationStarted, SimulatorState } from '../../src-core/protocol/simulator-routes';
import type { Simulators } from '../gateway/options';
import type { Host, HostedProcess } from '../host/host';

/** How long a run that is ended from outside may take to leave its machines and write its report; ms. */
const leaveMs = 5000;
/** Lines of the process's output kept to explain its end. */
const keptLines = 5;
/** Seeds that are picked are below this: short enough to read out. */
const pickedSeeds = 1_000_000;

export interface SimulatorHostOptions {
  host: Host;
  /** Absolute path of the built simulator. */
  entry: string;
  /** What runs talk to, but for the queue, which the scenario says. */
  target(): Omit<SimulationTarget, 'queue'>;
  /** Why none may be run here, and what allows it; null when one may. */
  refusal: string | null;
  log: Logger;
}

/** Runs simulations, one at a time, each in a process of its own that ends with it. */
export class SimulatorHost implements Pick<Simulators, 'state' | 'onChange' | 'run' | 'command'> {
  readonly #options: SimulatorHostOptions;
  readonly #listeners = new Set<() => void>();
  readonly #lines: string[] = [];
  #child: HostedProcess | null = null;
  /** Resolves when the newest process has ended. */
  #gone: Promise<void> = Promise.resolve();
  /** Processes whose run is over. */
  readonly #leaving = new Set<Promise<void>>();
  #queue: string | null = null;
  #snapshot: SimulationSnapshot | null = null;
  #report: SimulationReport | null = null;
  #failure: string | null = null;

  constructor(options: SimulatorHostOptions) {
    this.#options = options;
  }

  state(): SimulatorState {
    return {
      refusal: this.#options.refusal,
      running: this.#child !== null,
      queue: this.#queue,
      snapshot: this.#snapshot,
      report: this.#report,
      failure: this.#failure,
    };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  run(scenario: Scenario, chosen: number | undefined): SimulationStarted {
    const { refusal, target, host, entry } = this.#options;
    if (refusal !== null) throw new SignalboxError('FORBIDDEN', refusal);
    if (this.#child) {
      throw new SignalboxError('INVALID_STATE', 'A simulation is running here: stop it first');
    }
    const seed = chosen ?? scenario.seed ?? randomInt(pickedSeeds);
    const runId = randomBytes(5).toString('hex');
    const command = { type: 'run', runId, scenario, seed, target: { ...target(), queue: scenario.queue } };
    this.#queue = scenario.queue;
    this.#snapshot = null;
    this.#report = null;
    this.#failure = null;
    this.#lines.length = 0;
    const child = host.spawn(entry, { name: 'signalbox simulator' });
    this.#child = child;
    child.onLine((line) => this.#keep(child, line));
    child.onMessage((message) => this.#receive(child, message, command as SimulatorCommand));
    this.#gone = new Promise((resolve) => {
      child.onExit((code, signal) => {
        this.#exited(child, code, signal);
        resolve();
      });
    });
    this.#tell();
    return { runId, seed };
  }

  command(command: Exclude<SimulatorCommand, { type: 'run' }>): void {
    if (!this.#child) throw new SignalboxError('INVALID_STATE', 'No simulation is running here');
    if (command.type === 'break') this.#checkWorker(command.worker);
    this.#child.send(command);
  }

  #checkWorker(name: string): void {
    const known = this.#snapshot?.workers.some(({ id, machine }) => id === name || machine === name);
    if (!known) throw new SignalboxError('WORKER_NOT_FOUND', `There is no ${name} in this simulation`);
  }

  /** Ends the run, if there is one; resolves when no process is left. */
  async close(): Promise<void> {
    if (this.#child) this.#dismiss(this.#child);
    await Promise.all(this.#leaving);
  }

  #receive(child: HostedProcess, raw: unknown, run: SimulatorCommand): void {
    if (child !== this.#child) return;
    const parsed = simulatorMessageSchema.safeParse(raw);
    if (!parsed.success) {
      this.#options.log.error({ issues: parsed.error.issues }, 'the simulator said what is not understood');
      return;
    }
    const message = parsed.data;
    if (message.type === 'ready') return child.send(run);
    if (message.type === 'snapshot') this.#snapshot = message.snapshot;
    else {
      if (message.type === 'ended') this.#report = message.report;
      else this.#failure = message.message;
      this.#dismiss(child);
    }
    this.#tell();
  }

  /** It has nothing more to do; one that does not see that is killed. */
  #dismiss(child: HostedProcess): void {
    this.#child = null;
    const timer = setTimeout(() => child.kill('SIGKILL'), leaveMs);
    const gone = this.#gone.then(() => {
      clearTimeout(timer);
      this.#leaving.delete(gone);
    });
    this.#leaving.add(gone);
    child.kill('SIGTERM');
  }

  #exited(child: HostedProcess, code: number | null, signal: string | null): void {
    if (child !== this.#child) return;
    this.#child = null;
    const how = signal === null ? `exit code ${code ?? 'unknown'}` : signal;
    const last = this.#lines.length === 0 ? '' : `: ${this.#lines.join(' | ')}`;
    this.#failure = `The simulator's process ended before its run did (${how})${last}`;
    this.#options.log.error({ code, signal, lines: this.#lines }, 'the simulator ended');
    this.#tell();
  }

  #keep(child: HostedProcess, line: string): void {
    this.#options.log.info({ from: 'simulator' }, line);
    if (child !== this.#child) return;
    this.#lines.push(line);
    if (this.#lines.length > keptLines) this.#lines.shift();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
