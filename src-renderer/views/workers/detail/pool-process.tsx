import { Button } from '@mantine/core';
import { useState } from 'react';
import type { PoolAction } from '../../../../src-core/protocol/console';
import type { PoolWorker } from '../../../../src-core/protocol/worker-lifecycle';
import { confirm } from '../../../components/confirm';
import { Ago } from '../../../components/times';
import { exitWords } from '../exit-words';
import { steerWorker } from '../pool/pool-acts';
import styles from './worker-detail.module.css';

/** A process of this gateway's pool: what can be done to it, how it ended, what it wrote last. */
export function PoolProcess({ process }: { process: PoolWorker }) {
  const { restarts, lastExit, lastLines, retryAt } = process;
  return (
    <>
      <h3>Process</h3>
      <Steering process={process} />
      <dl className={styles.facts}>
        <div>
          <dt>restarts</dt>
          <dd>{restarts}</dd>
        </div>
        {lastExit && (
          <div>
            <dt>last end</dt>
            <dd>
              {exitWords(lastExit)}, <Ago at={lastExit.at} />
            </dd>
          </div>
        )}
        {retryAt !== null && (
          <div>
            <dt>starts again</dt>
            <dd>
              <Ago at={retryAt} />
            </dd>
          </div>
        )}
      </dl>
      <h3>Last lines</h3>
      {lastLines.length === 0 ? (
        <p className="quiet">It has written nothing.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className={styles.lines} tabIndex={0} aria-label="Last lines it wrote">
          <pre>{lastLines.join('\n')}</pre>
        </section>
      )}
    </>
  );
}

interface Deed {
  action: PoolAction;
  label: string;
  title: string;
  danger?: boolean;
  possible(process: PoolWorker): boolean;
}

const waits = ({ state }: PoolWorker) => state === 'backoff' || state === 'crash-loop';

const deeds: readonly Deed[] = [
  {
    action: 'start',
    label: 'Start now',
    title: 'Does not wait for its turn',
    possible: waits,
  },
  {
    action: 'drain',
    label: 'Drain',
    title: 'It takes no more jobs, ends with its last, and the pool is one smaller',
    possible: ({ state }) => state !== 'draining' && state !== 'stopped',
  },
  {
    action: 'restart',
    label: 'Restart',
    title: 'It ends with its last job, and a new process takes its place',
    possible: (process) => process.pid !== null && process.state !== 'draining',
  },
  {
    action: 'kill',
    label: 'Kill',
    title: 'SIGKILL, at once',
    danger: true,
    possible: ({ pid }) => pid !== null,
  },
];

function Steering({ process }: { process: PoolWorker }) {
  const [busy, setBusy] = useState<PoolAction | null>(null);
  const run = async ({ action, danger }: Deed) => {
    if (danger && !(await confirm(killQuestion(process)))) return;
    setBusy(action);
    await steerWorker(process.name, action);
    setBusy(null);
  };
  return (
    <div className={styles.steering}>
      {deeds
        .filter(({ action }) => action !== 'start' || waits(process))
        .map((deed) => (
          <Button
            key={deed.action}
            size="compact-sm"
            variant={deed.action === 'start' ? 'filled' : 'default'}
            color={deed.danger ? 'red' : undefined}
            title={deed.title}
            disabled={!deed.possible(process)}
            loading={busy === deed.action}
            onClick={() => void run(deed)}
          >
            {deed.label}
          </Button>
        ))}
    </div>
  );
}

function killQuestion({ name, counts }: PoolWorker) {
  const jobs = counts.active === 1 ? 'The job it runs goes' : `The ${counts.active} jobs it runs go`;
  return {
    title: `Kill ${name}?`,
    text: `${counts.active === 0 ? 'It runs no job.' : `${jobs} to another worker and starts over.`} The process is started again by itself.`,
    confirmLabel: `Kill ${name}`,
    danger: true,
  };
}
