import type { SimulationSnapshot } from '../../../../../src-core/protocol/simulator';

export type SimulatedWorker = SimulationSnapshot['workers'][number];

/** A machine and its workers, one a GPU. */
export interface SimulatedMachine {
  name: string;
  workers: readonly SimulatedWorker[];
}

/** The workers by machine, in the order they come in. */
export function machinesOf(workers: readonly SimulatedWorker[]): SimulatedMachine[] {
  const machines = new Map<string, SimulatedWorker[]>();
  for (const worker of workers) {
    const list = machines.get(worker.machine);
    if (list) list.push(worker);
    else machines.set(worker.machine, [worker]);
  }
  return [...machines].map(([name, list]) => ({ name, workers: list }));
}

/** How far its first job is, 0 to 100 in steps of 5: a tile is not drawn anew for less. */
export function progressOf({ jobs }: SimulatedWorker): number {
  return Math.round((jobs[0]?.percent ?? 0) / 5) * 5;
}

/** Whether both look the same in the fleet. */
export function looksAlike(a: SimulatedWorker, b: SimulatedWorker): boolean {
  return (
    a.id === b.id &&
    a.state === b.state &&
    a.fault === b.fault &&
    a.jobs.length === b.jobs.length &&
    progressOf(a) === progressOf(b)
  );
}
