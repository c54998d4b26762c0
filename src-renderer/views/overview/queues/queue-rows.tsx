import { Button } from '@mantine/core';
import { Pause, Play } from 'lucide-react';
import { formatCount, formatDuration } from '../../../components/format';
import { Num } from '../../../components/num';
import { Sparkline } from '../../../components/sparkline';
import { type Column, VirtualTable } from '../../../components/virtual-table';
import type { JobState } from '../../../../src-core/protocol/job-state';
import { go, href, jobsHref } from '../../../routing/routes';
import { switchQueue } from './queue-acts';
import type { QueueLine } from './queue-lines';
import styles from './queue-rows.module.css';

interface QueueRowsProps {
  lines: readonly QueueLine[];
  /** The queue the console looks at; '' = all. */
  chosen: string;
}

/** Rows seen without scrolling, at most. */
const shown = 8;
const rowPx = 28;

/** Every queue in a row: its numbers, how it went lately, and pause or resume. */
export function QueueRows({ lines, chosen }: QueueRowsProps) {
  // The head is a row too.
  const height = (Math.min(lines.length, shown) + 1) * rowPx + 2;
  return (
    <div className={styles.rows} style={{ height }}>
      <VirtualTable
        label="Queues"
        rows={lines}
        columns={columns}
        rowKey={({ name }) => name}
        getRowLabel={({ name, paused }) => (paused ? `${name}, paused` : name)}
        onOpen={({ name }) => go(jobsHref({ queue: name }))}
        currentKey={chosen === '' ? undefined : chosen}
      />
    </div>
  );
}

function inState(state: JobState, width: number): Column<QueueLine> {
  return {
    id: state,
    header: state,
    width,
    align: 'end',
    cell: ({ name, counts }) => <Num value={counts[state] ?? 0} href={hrefOf(name, state)} />,
  };
}

function hrefOf(queue: string, state: JobState): string {
  return state === 'dead' ? href(['dead-letters'], { queue }) : jobsHref({ queue, state });
}

function rate(id: 'in' | 'out', read: (trend: NonNullable<QueueLine['trend']>) => number): Column<QueueLine> {
  return {
    id,
    header: `${id}/s`,
    width: 52,
    align: 'end',
    cell: ({ trend }) => (trend ? formatCount((read(trend) * 1000) / trend.spanMs) : '–'),
  };
}

const columns: readonly Column<QueueLine>[] = [
  {
    id: 'queue',
    header: 'queue',
    width: '1fr',
    cell: ({ name, paused }) => (
      <span className={styles.name}>
        <a href={jobsHref({ queue: name })}>{name}</a>
        {paused && <span className={styles.paused}>paused</span>}
      </span>
    ),
  },
  inState('waiting', 76),
  {
    id: 'oldest',
    header: 'oldest wait',
    width: 96,
    align: 'end',
    cell: ({ name, oldestWaitMs }) =>
      oldestWaitMs === null ? (
        <span className="quiet">–</span>
      ) : (
        <a className="num" href={jobsHref({ queue: name, state: 'waiting' })}>
          {formatDuration(oldestWaitMs)}
        </a>
      ),
  },
  inState('active', 60),
  inState('scheduled', 88),
  inState('dead', 60),
  rate('in', ({ added }) => added),
  rate('out', ({ left }) => left),
  {
    id: 'trend',
    header: 'waiting, 5 min',
    width: 112,
    cell: ({ name, waiting }) => (
      <span className={styles.trend}>
        <Sparkline points={waiting} label={`${name}: waiting, last 5 min`} width={96} height={18} />
      </span>
    ),
  },
  {
    id: 'act',
    header: <span className="visually-hidden">pause or resume</span>,
    width: 92,
    align: 'end',
    cell: ({ name, paused }) => <SwitchButton name={name} paused={paused} />,
  },
];

function SwitchButton({ name, paused }: { name: string; paused: boolean }) {
  const to = paused ? 'resume' : 'pause';
  const Mark = paused ? Play : Pause;
  return (
    <Button
      size="compact-xs"
      variant={paused ? 'default' : 'subtle'}
      leftSection={<Mark size={12} aria-hidden="true" />}
      aria-label={`${paused ? 'Resume' : 'Pause'} ${name}`}
      onClick={() => void switchQueue(name, to)}
    >
      {paused ? 'Resume' : 'Pause'}
    </Button>
  );
}
