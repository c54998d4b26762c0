import type { Machine, WorkerEntry, WorkerStatus } from '../worker-entries';
import { byName, machinesOf, workerStatuses } from '../worker-entries';

export const workerOrders = ['name', 'state', 'load', 'rate', 'heartbeat'] as const;
export type WorkerOrder = (typeof workerOrders)[number];

/** What the list is narrowed to. */
export interface WorkerFilter {
  /** Words that must all be in the id, host, queue, types or labels; letter case does not matter. */
  text: string;
  status: WorkerStatus | null;
  queue: string;
}

/** One line of the grid: a machine's head, or as many of its workers as fit beside each other. */
export type GridLine =
  | { kind: 'machine'; key: string; machine: Machine }
  | { kind: 'cells'; key: string; entries: WorkerEntry[] };

export function filterWorkers(entries: readonly WorkerEntry[], filter: WorkerFilter): WorkerEntry[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter(
    (entry) =>
      (filter.status === null || entry.status === filter.status) &&
      (filter.queue === '' || entry.view === null || entry.view.queue === filter.queue) &&
      words.every((word) => textOf(entry).includes(word)),
  );
}

/**
 * Machines in order, and in each its workers. Besides `name` an order puts first what one looks for: the worst state,
 * the fullest, the fastest, the longest silent; a machine stands where its first worker does.
 * @param rate jobs a second of a worker; null when not known
 */
export function orderedMachines(
  entries: readonly WorkerEntry[],
  order: WorkerOrder,
  rate: (id: string) => number | null,
): Machine[] {
  const rank = ranks[order];
  const sorted = [...entries].sort(
    (a, b) => rank(a, rate) - rank(b, rate) || byName(a.machine, b.machine) || byName(a.id, b.id),
  );
  return machinesOf(sorted);
}

/** Cuts machines into lines of `columns` workers. */
export function gridLines(machines: readonly Machine[], columns: number): GridLine[] {
  const lines: GridLine[] = [];
  for (const machine of machines) {
    lines.push({ kind: 'machine', key: machine.name, machine });
    for (let i = 0; i < machine.entries.length; i += columns) {
      const entries = machine.entries.slice(i, i + columns);
      lines.push({ kind: 'cells', key: `${machine.name} ${i}`, entries });
    }
  }
  return lines;
}

const ranks: Record<WorkerOrder, (entry: WorkerEntry, rate: (id: string) => number | null) => number> = {
  name: () => 0,
  state: (entry) => workerStatuses.indexOf(entry.status),
  load: (entry) => -(entry.concurrency ? entry.active / entry.concurrency : 0),
  rate: (entry, rate) => -(rate(entry.id) ?? 0),
  heartbeat: (entry) => entry.seenAt ?? 0,
};

function textOf({ id, machine, name, view }: WorkerEntry): string {
  const labels = Object.entries(view?.labels ?? {}).map(([label, value]) => `${label}=${value}`);
  return [id, machine, name, view?.queue, ...(view?.types ?? []), ...labels].join(' ').toLowerCase();
}
