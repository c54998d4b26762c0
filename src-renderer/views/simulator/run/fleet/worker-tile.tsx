import { Circle, CircleDashed, type LucideIcon, Unplug, Zap } from 'lucide-react';
import { memo } from 'react';
import { faultWords } from '../../fault-words';
import styles from './fleet.module.css';
import { looksAlike, progressOf, type SimulatedMachine, type SimulatedWorker } from './machines';

export const workerMarks: Record<SimulatedWorker['state'], LucideIcon> = {
  away: Unplug,
  connecting: CircleDashed,
  idle: Circle,
  busy: Circle,
};

interface MachineCardProps {
  machine: SimulatedMachine;
  /** The worker the keyboard is at, when it is one of these. */
  at: string | null;
}

/** A machine with its GPUs. */
export const MachineCard = memo(
  function MachineCard({ machine: { name, workers }, at }: MachineCardProps) {
    return (
      <section className={styles.machine} aria-label={name}>
        <span className={styles.name} aria-hidden="true" title={name}>
          {name}
        </span>
        <div className={styles.tiles}>
          {workers.map((worker) => (
            <WorkerTile key={worker.id} worker={worker} reachable={worker.id === at} />
          ))}
        </div>
      </section>
    );
  },
  (before, after) =>
    before.at === after.at &&
    before.machine.workers.length === after.machine.workers.length &&
    before.machine.workers.every((worker, index) =>
      looksAlike(worker, after.machine.workers[index] as SimulatedWorker),
    ),
);

interface WorkerTileProps {
  worker: SimulatedWorker;
  /** Tab leads to it: one tile of all. */
  reachable: boolean;
}

const WorkerTile = memo(
  function WorkerTile({ worker, reachable }: WorkerTileProps) {
    const { id, state, fault, jobs } = worker;
    const Mark = workerMarks[state];
    const percent = progressOf(worker);
    return (
      <button
        type="button"
        className={styles.tile}
        data-worker={id}
        data-state={state}
        data-fault={fault !== null || undefined}
        tabIndex={reachable ? 0 : -1}
        title={labelOf(worker)}
        aria-label={labelOf(worker)}
        aria-haspopup="dialog"
      >
        <Mark size={12} strokeWidth={2.25} aria-hidden="true" />
        <span className={styles.word} aria-hidden="true">
          {shortName(worker)} <span>{state}</span>
        </span>
        {fault !== null && <Zap className={styles.faultMark} size={12} aria-hidden="true" />}
        <span className={styles.track} aria-hidden="true">
          {jobs.length > 0 && <span style={{ inlineSize: `${percent}%` }} />}
        </span>
      </button>
    );
  },
  (before, after) => before.reachable === after.reachable && looksAlike(before.worker, after.worker),
);

/** `gpu0`: the machine is named above it. */
function shortName({ id, machine }: SimulatedWorker): string {
  return id.startsWith(`${machine}:`) ? id.slice(machine.length + 1) : id;
}

function labelOf(worker: SimulatedWorker): string {
  const { id, state, fault, jobs } = worker;
  const work =
    jobs.length === 0
      ? ''
      : `, ${jobs.length} ${jobs.length === 1 ? 'job' : 'jobs'}, ${progressOf(worker)} %`;
  return `${id}: ${state}${work}${fault === null ? '' : `, fault: ${faultWords[fault].name}`}`;
}
