import { assertNever } from '../../src-core/protocol/assert-never';
import {
  type SimulatorCommand,
  simulatorCommandSchema,
  type SimulatorMessage,
} from '../../src-core/protocol/simulator';
import type { ParentPort } from '../parent-port';
import { Auditor } from './auditor/auditor';
import { Simulation } from './run/simulation';

const snapshotEveryMs = 500;
/** Without a parent nobody would end a process whose run does not end, so it ends itself; ms. */
const orphanLifeMs = 6000;

type RunCommand = Extract<SimulatorCommand, { type: 'run' }>;

/** The simulator's process: one run, from the command that starts it to its report. */
export class SimulatorProcess {
  #simulation: Simulation | null = null;
  #isOver = false;
  #isLeaving = false;

  constructor(private readonly port: ParentPort) {}

  /** Begins to listen to the parent and to signals. */
  run(): void {
    this.port.onMessage((message) => this.#receive(message));
    this.port.onClose(() => {
      setTimeout(() => process.exit(1), orphanLifeMs).unref();
      this.#leave();
    });
    // A terminal sends Ctrl-C to the whole group: the parent decides what becomes of the run.
    process.on('SIGINT', () => undefined);
    process.on('SIGTERM', () => this.#leave());
    void this.#send({ type: 'ready' });
  }

  #receive(message: unknown): void {
    const parsed = simulatorCommandSchema.safeParse(message);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      void this.#fail(`The command is not understood: ${issue?.path.join('.')}: ${issue?.message}`);
      return;
    }
    const command = parsed.data;
    switch (command.type) {
      case 'run':
        if (!this.#simulation) void this.#begin(command);
        return;
      case 'pause':
        return this.#simulation?.pause();
      case 'resume':
        return this.#simulation?.resume();
      case 'stop':
        return this.#simulation?.stop();
      case 'break':
        return this.#simulation?.break(command.worker, command.kind, command.forMs);
      case 'set_faults':
        return this.#simulation?.setFaults(command.faults);
      default:
        return assertNever(command);
    }
  }

  async #begin({ runId, scenario, seed, target }: RunCommand): Promise<void> {
    let snapshots: NodeJS.Timeout | undefined;
    try {
      const simulation = new Simulation({
        runId,
        scenario,
        seed,
        target,
        audit: (planned) => new Auditor({ target, assertions: scenario.assert, planned }),
      });
      this.#simulation = simulation;
      const tell = () => void this.#send({ type: 'snapshot', snapshot: simulation.snapshot() });
      snapshots = setInterval(tell, snapshotEveryMs);
      tell();
      await simulation.start();
      const { report, decisions } = await simulation.ended;
      clearInterval(snapshots);
      tell();
      await this.#send({ type: 'ended', report, decisions });
      this.#isOver = true;
      if (this.#isLeaving) process.exit(0);
    } catch (error) {
      clearInterval(snapshots);
      await this.#fail(error instanceof Error ? error.message : String(error));
    }
  }

  /** Ends the run, which writes its report, and then the process. */
  #leave(): void {
    if (!this.#simulation || this.#isOver) process.exit(0);
    this.#simulation.stop();
    this.#isLeaving = true;
  }

  async #fail(message: string): Promise<void> {
    await this.#send({ type: 'failed', message });
    process.exit(1);
  }

  #send(message: SimulatorMessage): Promise<void> {
    return this.port.send(message);
  }
}
