import { ArrowDownLeft, ArrowUpRight, CircleDot, CircleX, TriangleAlert } from 'lucide-react';
import { assertNever } from '../../../../../src-core/protocol/assert-never';
import { formatBytes, formatDateTime } from '../../../../components/format';
import type { Column } from '../../../../components/virtual-table';
import type { LoggedFrame } from '../frames';
import type { Listing } from '../listing';
import { summaryOf } from '../summary';
import { connectionTint, jobTint } from './tint';
import { deltaText } from './delta-text';
import styles from './rows.module.css';

interface ColumnChoice {
  since: 'previous' | 'first';
  /** How much room there is. */
  room: 'wide' | 'narrow' | 'tight';
}

/** The columns of the log. Made anew when the rows are others: the time since the row above is not the row's own. */
export function logColumns(listing: Listing, { since, room }: ColumnChoice): Column<LoggedFrame>[] {
  const wide = room === 'wide';
  const jobLength = { wide: 14, narrow: 8, tight: 6 }[room];
  const columns: (Column<LoggedFrame> & { from?: 'wide' | 'narrow' })[] = [
    {
      id: 'time',
      header: 'Time',
      width: 104,
      cell: ({ at }) => formatDateTime(at).slice(11),
      hint: exactTime,
    },
    {
      id: 'since',
      header: since === 'first' ? 'Δ first' : 'Δ previous',
      width: 88,
      align: 'end',
      from: 'wide',
      cell: (frame) => deltaText(listing.since(frame, since)),
    },
    { id: 'way', header: <span className="visually-hidden">Direction</span>, width: 32, cell: wayCell },
    { id: 'connection', header: 'Connection', width: wide ? 112 : 80, cell: connectionCell, from: 'narrow' },
    { id: 'type', header: 'Type', width: wide ? 136 : 112, cell: ({ type }) => type },
    {
      id: 'job',
      header: 'Job',
      width: { wide: 128, narrow: 88, tight: 72 }[room],
      cell: ({ jobId }) => <code className={styles.job}>{endOf(jobId, jobLength)}</code>,
      hint: ({ jobId }) => jobId,
    },
    {
      id: 'size',
      header: 'Size',
      width: 72,
      align: 'end',
      from: 'wide',
      cell: ({ bytes }) => formatBytes(bytes),
    },
    { id: 'summary', header: 'Summary', width: '1fr', cell: (frame) => <code>{summaryOf(frame)}</code> },
  ];
  return columns.filter(({ from }) => from === undefined || from === room || wide);
}

/** What a row is, for screen readers. */
export function rowLabel(frame: LoggedFrame): string {
  const { at, way, type, connection, jobId } = frame;
  const job = jobId === '' ? '' : `, job ${jobId}`;
  const what = way === 'sent' || way === 'received' ? `${way} ${type}` : way;
  return `${formatDateTime(at).slice(11)} ${connection} ${what}${job}`;
}

/** Frames of one job have one ground. */
export function rowClass({ jobId }: LoggedFrame): string {
  return jobId === '' ? '' : `${styles.tinted} ${styles[`tint-${jobTint(jobId)}`]}`;
}

function exactTime({ at }: LoggedFrame): string {
  return `${formatDateTime(at)} (${at.toFixed(2)})`;
}

function wayCell({ way }: LoggedFrame) {
  return (
    <span className={`${styles.way} ${styles[way]}`}>
      <WayIcon way={way} />
      <span className="visually-hidden">{way}</span>
    </span>
  );
}

function WayIcon({ way }: Pick<LoggedFrame, 'way'>) {
  const size = { size: 14, 'aria-hidden': true } as const;
  switch (way) {
    case 'sent':
      return <ArrowUpRight {...size} />;
    case 'received':
      return <ArrowDownLeft {...size} />;
    case 'opened':
      return <CircleDot {...size} />;
    case 'closed':
      return <CircleX {...size} />;
    case 'failed':
      return <TriangleAlert {...size} />;
    default:
      return assertNever(way);
  }
}

function connectionCell({ connection }: LoggedFrame) {
  return (
    <>
      <span className={`${styles.mark} ${styles[`tint-${connectionTint(connection)}`]}`} aria-hidden="true" />
      {connection}
    </>
  );
}

/** Ids that were made one after the other differ at their ends. */
function endOf(jobId: string, length: number): string {
  return jobId.length > length + 1 ? `…${jobId.slice(-length)}` : jobId;
}
