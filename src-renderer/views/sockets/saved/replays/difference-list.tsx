import { ActionIcon, Button } from '@mantine/core';
import { X } from 'lucide-react';
import type { Difference } from '../../../../../src-core/conversation/reports';
import { JsonView } from '../../../../components/json-view';
import { notify } from '../../../../components/notify';
import { showFrame } from '../show-frame';
import { AllowButton } from './allow-button';
import type { ReplayRow } from './replay-rows';
import styles from './replays.module.css';
import type { Replay } from './replays';

interface DifferenceListProps {
  path: string;
  replay: Replay;
  row: ReplayRow;
  onClose(): void;
}

/** One entry: what was recorded, and where the replay went otherwise. */
export function DifferenceList({ path, replay, row, onClose }: DifferenceListProps) {
  const { index, type, connection, differences, line } = row;
  const entry = index === null ? undefined : replay.recording.entries[index];
  const faults = differences.filter(({ allowed }) => allowed === undefined);
  const quiet = differences.filter(({ allowed }) => allowed !== undefined);
  return (
    <section className={styles.differences} aria-label="Differences">
      <header className={styles.entryHead}>
        <h3>
          {type} on {connection}
        </h3>
        {line !== undefined && (
          <Button size="compact-xs" variant="default" onClick={() => open(line)}>
            Show in the log
          </Button>
        )}
        <ActionIcon variant="subtle" size="sm" aria-label="Close the entry" title="Close" onClick={onClose}>
          <X size={14} />
        </ActionIcon>
      </header>
      {faults.map((difference) => (
        <Fault key={keyOf(difference)} difference={difference}>
          {!replay.running && replay.report && <AllowButton path={path} difference={difference} />}
        </Fault>
      ))}
      {quiet.map((difference) => (
        <Fault key={keyOf(difference)} difference={difference} />
      ))}
      {entry && 'frame' in entry && entry.frame !== undefined && (
        <JsonView label="Recorded frame" value={entry.frame} />
      )}
      {entry && 'text' in entry && entry.text !== undefined && (
        <pre className={styles.text}>{entry.text}</pre>
      )}
      {entry && 'base64' in entry && entry.base64 !== undefined && (
        <pre className={styles.text}>{entry.base64}</pre>
      )}
      {entry?.kind === 'close' && (
        <p className="quiet">
          Closed with {entry.code} {entry.reason}
        </p>
      )}
    </section>
  );
}

function keyOf({ kind, path }: Difference): string {
  return `${kind} ${path}`;
}

const kindWords: Record<Difference['kind'], string> = {
  missing: 'This frame did not come.',
  extra: 'This frame was not recorded.',
  changed: '',
  closed: 'The connection ended otherwise.',
};

function Fault({ difference, children }: { difference: Difference; children?: React.ReactNode }) {
  const { kind, path, recorded, replayed, allowed } = difference;
  return (
    <div className={styles.fault} data-allowed={allowed !== undefined || undefined}>
      <div className={styles.faultHead}>
        <code>{path}</code>
        <span>{kindWords[kind]}</span>
        {allowed !== undefined && <span className="quiet">allowed: {allowed}</span>}
        {children}
      </div>
      {kind !== 'missing' && (
        <dl className={styles.values}>
          <dt>recorded</dt>
          <dd>
            <code>{shown(recorded)}</code>
          </dd>
          <dt>replayed</dt>
          <dd>
            <code>{shown(replayed)}</code>
          </dd>
        </dl>
      )}
    </div>
  );
}

/** Longer values are cut; characters. */
const longest = 2_000;

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}...` : text;
}

function open(line: number): void {
  if (!showFrame(line)) notify.failure({ title: 'This frame has left the log' });
}
