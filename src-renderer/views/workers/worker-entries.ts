import type { WorkerView } from '../../../src-core/protocol/http';
import type { PoolWorker } from '../../../src-core/protocol/worker-lifecycle';

/** How a worker is: as it reports itself, or what its supervisor says of its process. */
export const workerStatuses = [
  'crash-loop',
  'lost',
  'backoff',
  'starting',
  'draining',
  'running',
  'stopped',
] as const;
export type WorkerStatus = (typeof workerStatuses)[number];

/** One worker as the console shows it: its own report and, for one of this gateway's pool, its process. */
export interface WorkerEntry {
  id: string;
  /** Within its machine: `gpu0`, `worker-3`. */
  name: string;
  machine: string;
  status: WorkerStatus;
  /** Jobs running now. */
  active: number;
  /** Jobs it can run at once; null while no process has reported. */
  concurrency: number | null;
  /** Since its process began. */
  completed: number;
  failed: number;
  /** Ids of the jobs it runs, at most 20. */
  jobs: readonly string[];
  /** When it was last heard of, epoch ms; null before. */
  seenAt: number | null;
  view: WorkerView | null;
  pool: PoolWorker | null;
}

/** Workers that run on one computer. */
export interface Machine {
  name: string;
  entries: WorkerEntry[];
  /** Jobs running on it, and how many could. */
  active: number;
  slots: number;
}

/** Where a process of the pool is before any of its kind has reported. */
const ownMachine = 'this gateway';
/** `jobs` names no more than this many. */
const namedJobs = 20;

/** Joins what workers report with what the pool says of its processes, in the order of their ids. */
export function workerEntries(
  workers: readonly WorkerView[],
  pool: readonly PoolWorker[] | null,
): WorkerEntry[] {
  const processes = new Map((pool ?? []).map((one) => [one.workerId, one]));
  const entries = workers.map((view) => entryOf(view, processes.get(view.id) ?? null));
  const reported = new Set(workers.map((view) => view.id));
  const machine = entries.find((entry) => entry.pool)?.machine ?? ownMachine;
  for (const one of pool ?? []) if (!reported.has(one.workerId)) entries.push(silentEntry(one, machine));
  return entries.sort((a, b) => byName(a.id, b.id));
}

/** `w2` before `w10`. */
export function byName(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** Groups entries by machine, in the order in which machines first appear. */
export function machinesOf(entries: readonly WorkerEntry[]): Machine[] {
  const machines = new Map<string, Machine>();
  for (const entry of entries) {
    const machine = machines.get(entry.machine) ?? { name: entry.machine, entries: [], active: 0, slots: 0 };
    machine.entries.push(entry);
    machine.active += entry.active;
    machine.slots += entry.concurrency ?? 0;
    machines.set(entry.machine, machine);
  }
  return [...machines.values()];
}

function entryOf(view: WorkerView, pool: PoolWorker | null): WorkerEntry {
  const [machine, name] = placeOf(view, pool);
  // A process tells its supervisor at once, and Redis only now and then.
  const counts = pool && pool.pid !== null ? pool.counts : view;
  return {
    id: view.id,
    name,
    machine,
    status: statusOf(view, pool),
    active: activeOf(view, pool),
    concurrency: view.concurrency,
    completed: counts.completed,
    failed: counts.failed,
    jobs: view.jobs ?? [],
    seenAt: Date.parse(view.seenAt),
    view,
    pool,
  };
}

function silentEntry(pool: PoolWorker, machine: string): WorkerEntry {
  return {
    id: pool.workerId,
    name: pool.name,
    machine,
    status: pool.state === 'ready' ? 'running' : pool.state,
    ...pool.counts,
    concurrency: null,
    jobs: [],
    seenAt: null,
    view: null,
    pool,
  };
}

/** A worker `machine:gpuN` is on the machine it names; others are on their host. */
function placeOf({ id, host }: WorkerView, pool: PoolWorker | null): [machine: string, name: string] {
  const colon = id.lastIndexOf(':');
  if (colon > 0) return [id.slice(0, colon), id.slice(colon + 1)];
  if (pool) return [host, pool.name];
  return [host, id.startsWith(`${host}-`) ? id.slice(host.length + 1) : id];
}

function statusOf(view: WorkerView, pool: PoolWorker | null): WorkerStatus {
  if (!pool) return view.state;
  return pool.state === 'ready' ? (view.state === 'lost' ? 'lost' : 'running') : pool.state;
}

function activeOf(view: WorkerView, pool: PoolWorker | null): number {
  if (view.jobs && view.jobs.length < namedJobs) return view.jobs.length;
  return pool?.counts.active ?? view.active;
}
