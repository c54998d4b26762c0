import type { Fault } from '../../../src-core/protocol/scenario-faults';
import type { BreakKind, SimulationSnapshot } from '../../../src-core/protocol/simulator';
import { planMachine } from '../plan/plan-machine';
import type { Appointment, Timetable } from '../run/timetable';
import { Machine, type MachineParts } from './machine';

type WorkerShown = SimulationSnapshot['workers'][number];

/** How many machines connect at once as the run begins, and the pause before the next, ms. */
const together = 50;
const pauseMs = 20;

/** All simulated machines of a run. */
export class Fleet {
  readonly #machines = new Map<string, Machine>();
  #planned: Appointment[] = [];

  constructor(
    private readonly parts: MachineParts,
    /** Runs while the run does: what is planned happens by it. */
    private readonly course: Timetable,
  ) {
    parts.plan.machines.forEach((planned, place) => {
      this.#machines.set(planned.id, new Machine(planned, place, parts));
    });
  }

  /** Connects those that are there from the beginning. */
  open(): void {
    const { plan, network } = this.parts;
    const first = plan.machines.filter(({ startAt }) => startAt === 0);
    first.forEach(({ id }, place) => {
      const wave = Math.floor(place / together);
      network.timetable.after(wave * pauseMs, () => this.#machines.get(id)?.link.open());
    });
  }

  /** Whether those that are there from the beginning are registered. */
  isReady(): boolean {
    return this.parts.plan.machines.every(
      ({ id, startAt }) => startAt > 0 || this.#machines.get(id)?.isRegistered === true,
    );
  }

  /** Lets the others come up and faults happen, as planned. */
  begin(): void {
    for (const { id, startAt } of this.parts.plan.machines) {
      if (startAt > 0) this.course.at(startAt, () => this.#machines.get(id)?.link.open());
    }
    this.#planFaults(this.parts.plan.scenario.faults);
  }

  /** From now on these faults of machines happen, by the same draws, and no others. */
  setFaults(faults: readonly Fault[]): void {
    for (const one of this.#planned) one.cancel();
    for (const machine of this.#machines.values()) machine.conditions.clear();
    this.#planFaults(faults);
  }

  /** Does something to a machine, named by itself or one of its workers; false when there is none of that name. */
  break(worker: string, kind: BreakKind, forMs: number): boolean {
    const machine = this.#machines.get(worker.split(':')[0] as string);
    machine?.conditions.begin(kind, forMs);
    return machine !== undefined;
  }

  pause(on: boolean): void {
    for (const machine of this.#machines.values()) machine.pause(on);
  }

  close(): void {
    for (const one of this.#planned) one.cancel();
    for (const machine of this.#machines.values()) machine.close();
  }

  shown(): WorkerShown[] {
    return [...this.#machines.values()].flatMap(shownOf);
  }

  #planFaults(faults: readonly Fault[]): void {
    const { plan } = this.parts;
    const from = this.course.now;
    this.#planned = [...this.#machines.values()].flatMap((machine) =>
      planMachine(machine.id, faults, plan.spanMs - from, plan.draw).map(({ kind, at, forMs, offsetMs }) =>
        this.course.at(from + at, () => machine.conditions.begin(kind, forMs, offsetMs)),
      ),
    );
  }
}

function shownOf(machine: Machine): WorkerShown[] {
  const workers = new Map<string, WorkerShown>();
  const state = machine.isRegistered ? 'idle' : machine.link.isHere ? 'connecting' : 'away';
  const { fault } = machine;
  for (const [id, tally] of machine.tallies) {
    workers.set(id, { id, machine: machine.id, state, fault, jobs: [], ...tally });
  }
  for (const { job, percent, fault: own } of machine.attempts.values()) {
    const worker = workers.get(job.workerId);
    if (!worker) continue;
    worker.jobs.push({ id: job.id, type: job.type, attempt: job.attempt, percent });
    if (worker.state === 'idle') worker.state = 'busy';
    worker.fault ??= own === 'hang' || own === 'finish_late' ? own : null;
  }
  return [...workers.values()];
}
