import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { spanSchema } from '../../../../../src-core/protocol/distribution';
import { type BreakKind, breakKinds } from '../../../../../src-core/protocol/simulator';
import { maxBreakMs } from '../../../../../src-core/protocol/simulator-routes';
import { formatCount } from '../../../../components/format';
import { JobLink } from '../../../../components/job-link';
import { faultWords } from '../../fault-words';
import { breakWorker } from '../../simulator-acts';
import styles from './fleet.module.css';
import type { SimulatedWorker } from './machines';
import { workerMarks } from './worker-tile';

/** These happen once: how long makes no difference. */
const moments: ReadonlySet<BreakKind> = new Set(['malformed_frame', 'oversized_frame', 'hang']);

interface BreakMenuProps {
  worker: SimulatedWorker;
  queue: string;
  onDone(): void;
}

/** A worker, and the ways to break its machine. */
export function BreakMenu({ worker, queue, onDone }: BreakMenuProps) {
  const { id, machine, jobs } = worker;
  const [span, setSpan] = useState('5s');
  const forMs = readSpan(span);
  const act = async (kind: BreakKind) => {
    if (forMs === null) return;
    await breakWorker(id, kind, forMs);
    onDone();
  };
  return (
    <>
      <WorkerFacts worker={worker} />
      {jobs.length > 0 && (
        <ul className={styles.jobs} aria-label="Jobs it runs">
          {jobs.slice(0, 5).map((job) => (
            <li key={job.id}>
              <JobLink queue={queue} id={job.id} />
              <span className={styles.aside}>
                {job.type}
                {job.attempt > 1 && `, attempt ${job.attempt}`}, {Math.round(job.percent)} %
              </span>
            </li>
          ))}
          {jobs.length > 5 && <li className="quiet">and {formatCount(jobs.length - 5)} more</li>}
        </ul>
      )}
      <div className={styles.breakHead}>
        <h3>Break {machine}</h3>
        <TextInput
          data-autofocus
          size="xs"
          label="for"
          aria-label="For how long"
          className={styles.span}
          value={span}
          error={forMs === null}
          title="800ms, 5s, 1m; an hour at most"
          spellCheck={false}
          onChange={(event) => setSpan(event.currentTarget.value)}
        />
      </div>
      <ul className={styles.kinds} aria-label="Ways to break it">
        {breakKinds.map((kind) => (
          <li key={kind}>
            <button
              type="button"
              disabled={forMs === null && !moments.has(kind)}
              title={faultWords[kind].does}
              onClick={() => void act(kind)}
            >
              {faultWords[kind].name}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function WorkerFacts({ worker: { id, state, fault, completed, failed } }: { worker: SimulatedWorker }) {
  const Mark = workerMarks[state];
  return (
    <>
      <div className={styles.facts} data-state={state}>
        <Mark size={14} strokeWidth={2.25} aria-hidden="true" />
        <code>{id}</code>
        <span>{state}</span>
      </div>
      <p className="quiet">
        {formatCount(completed)} completed, {formatCount(failed)} failed
        {fault !== null && <span className="bad">; fault: {faultWords[fault].name}</span>}
      </p>
    </>
  );
}

/** ms; null when it is no span of an hour at most. */
function readSpan(text: string): number | null {
  const parsed = spanSchema.safeParse(text.trim());
  return parsed.success && parsed.data <= maxBreakMs ? parsed.data : null;
}
