import { ActionIcon } from '@mantine/core';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatCount } from '../../../components/format';
import { JobLink } from '../../../components/job-link';
import { Sparkline } from '../../../components/sparkline';
import { Ago, DateTime } from '../../../components/times';
import type { WorkerView } from '../../../../src-core/protocol/http';
import { jobsHref } from '../../../routing/routes';
import { LoadBar } from '../grid/load-bar';
import type { RateBook } from '../rate-book';
import type { WorkerEntry } from '../worker-entries';
import { WorkerStatusMark } from '../worker-status';
import { PoolProcess } from './pool-process';
import styles from './worker-detail.module.css';

interface WorkerDetailProps {
  entry: WorkerEntry;
  rates: RateBook;
  /** The address without it. */
  closeHref: string;
}

/** Everything known of one worker, and what can be done to it. */
export function WorkerDetail({ entry, rates, closeHref }: WorkerDetailProps) {
  const { id, name, machine, status, active, concurrency, view, pool } = entry;
  return (
    <section className={styles.detail} aria-label={`Worker ${name}`}>
      <header className={styles.head}>
        <h2>
          <code title={id}>{name}</code>
        </h2>
        <WorkerStatusMark status={status} withWord />
        <ActionIcon
          component="a"
          href={closeHref}
          variant="subtle"
          aria-label="Close (Esc)"
          title="Close (Esc)"
        >
          <X size={16} />
        </ActionIcon>
      </header>
      <div className={styles.body}>
        <LoadBar active={active} concurrency={concurrency} />
        <Jobs entry={entry} />
        <dl className={styles.facts}>
          <Fact name="id">
            <code>{id}</code>
          </Fact>
          <Fact name="machine">{machine}</Fact>
          <Fact name="queue">{view && <a href={jobsHref({ queue: view.queue })}>{view.queue}</a>}</Fact>
          {view?.via === 'socket' ? (
            <SocketFacts view={view} />
          ) : (
            <Fact name="process">{pool ? (pool.pid ?? 'none runs') : view?.pid}</Fact>
          )}
          <Fact name="started">{view && <DateTime at={view.startedAt} />}</Fact>
          <Fact name="heard">{entry.seenAt !== null && <Ago at={entry.seenAt} />}</Fact>
          <Fact name="types">
            {view?.types.map((type) => (
              <Type key={type} type={type} queue={view.queue} />
            ))}
          </Fact>
          <Fact name="labels">{labelsOf(entry)}</Fact>
        </dl>
        <Throughput entry={entry} rates={rates} />
        {pool && <PoolProcess process={pool} />}
      </div>
    </section>
  );
}

/** What is known of a GPU on a gateway's socket, as its last heartbeat told. */
function SocketFacts({ view: { gateway, gpu, gpuUtil, memoryUsedMb } }: { view: WorkerView }) {
  return (
    <>
      <Fact name="gateway">
        <code>{gateway}</code>
      </Fact>
      <Fact name="GPU">{gpu && `${gpu.model}, ${gpu.memoryMb} MB`}</Fact>
      <Fact name="busy">{gpuUtil !== undefined && `${Math.round(gpuUtil)} %`}</Fact>
      <Fact name="memory">{memoryUsedMb !== undefined && `${Math.round(memoryUsedMb)} MB in use`}</Fact>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === null || children === undefined || children === false) return null;
  if (Array.isArray(children) && children.length === 0) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Type({ type, queue }: { type: string; queue: string }) {
  return (
    <a className={styles.type} href={jobsHref({ type, queue })}>
      {type}
    </a>
  );
}

function labelsOf({ view }: WorkerEntry) {
  return Object.entries(view?.labels ?? {}).map(([label, value]) => (
    <code key={label} className={styles.type}>
      {label}={String(value)}
    </code>
  ));
}

/** What it runs now. */
function Jobs({ entry: { jobs, active, view, id } }: { entry: WorkerEntry }) {
  if (!view || jobs.length === 0) return null;
  const more = active - jobs.length;
  return (
    <ul className={styles.jobs} aria-label="Jobs it runs">
      {jobs.map((job) => (
        <li key={job}>
          <JobLink queue={view.queue} id={job} />
        </li>
      ))}
      {more > 0 && (
        <li>
          <a href={jobsHref({ queue: view.queue, state: 'active', worker: id })}>{formatCount(more)} more</a>
        </li>
      )}
    </ul>
  );
}

function Throughput({ entry, rates }: { entry: WorkerEntry; rates: RateBook }) {
  const { id, view, completed, failed } = entry;
  const history = rates.history(id).map(({ value }) => Math.round(value * 100) / 100);
  const rate = rates.rate(id);
  const own = { worker: id, ...(view && { queue: view.queue }) };
  return (
    <>
      <h3>
        Throughput <span className={styles.note}>since it started</span>
      </h3>
      <dl className={styles.facts}>
        <Fact name="completed">
          <a href={jobsHref({ ...own, state: 'completed' })}>{formatCount(completed)}</a>
        </Fact>
        <Fact name="failed">
          {/* Its failed attempts are of jobs that may have gone elsewhere since. */}
          <a href={jobsHref(own)}>{formatCount(failed)}</a>
        </Fact>
        <Fact name="rate">
          <span className={styles.rate}>
            {rate === null ? 'not known yet' : `${formatCount(rate)}/s`}
            <Sparkline points={history} label="attempts a second, last 5 min" width={160} height={24} />
          </span>
        </Fact>
      </dl>
    </>
  );
}
