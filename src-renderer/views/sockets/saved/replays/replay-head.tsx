import { ActionIcon, Button, PasswordInput, Select } from '@mantine/core';
import { CircleCheck, CircleX, Copy, Download, Play, SkipForward, Square } from 'lucide-react';
import { useState } from 'react';
import type { ReplayReport } from '../../../../../src-core/conversation/reports';
import { formatCount, formatDuration } from '../../../../components/format';
import { notify } from '../../../../components/notify';
import { DateTime } from '../../../../components/times';
import { keepSecret, useVariables } from '../../variables/variables';
import { saveAsCollection } from '../recording/save-collection';
import { StageHead } from '../stage-head';
import stage from '../stage.module.css';
import { replayCommand } from './replay-command';
import { playNext, type Replay, saveReplayJunit, type Speed, startReplay, stopReplay } from './replays';
import styles from './replays.module.css';

const speeds: { value: Speed; label: string }[] = [
  { value: 'fastest', label: 'As fast as it goes' },
  { value: '1', label: 'As recorded' },
  { value: '2', label: '2 times as fast' },
  { value: '10', label: '10 times as fast' },
  { value: 'step', label: 'Step by step' },
];

interface ReplayHeadProps {
  path: string;
  replay: Replay;
}

/** What was recorded when, the buttons of its replay, and how that came out. */
export function ReplayHead({ path, replay }: ReplayHeadProps) {
  const { recording, report, running, waitsAt } = replay;
  const [speed, setSpeed] = useState<Speed>('fastest');
  const given = useVariables((state) => state.secrets);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const names = Object.entries(recording.values).flatMap(([name, { chosenBy }]) =>
    chosenBy === 'secret' ? [name] : [],
  );
  const secrets = Object.fromEntries(names.map((name) => [name, typed[name] ?? given[name] ?? '']));
  const missing = names.filter((name) => secrets[name] === '');
  const play = () => {
    keepSecret(Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== '')));
    void startReplay(path, speed, secrets);
  };
  return (
    <>
      <StageHead path={path} what="recording">
        <Select
          size="xs"
          className={styles.speed}
          aria-label="Speed"
          allowDeselect={false}
          data={speeds}
          value={speed}
          disabled={running}
          onChange={(value) => setSpeed((value ?? 'fastest') as Speed)}
        />
        {running ? (
          <Going path={path} waits={waitsAt !== null} stepping={speed === 'step'} />
        ) : (
          <>
            <Kept path={path} replay={replay} />
            <Button size="xs" leftSection={<Play size={14} />} disabled={missing.length > 0} onClick={play}>
              {report ? 'Replay again' : 'Replay'}
            </Button>
          </>
        )}
      </StageHead>
      {names.length > 0 && (
        <div className={styles.secrets}>
          <span className="quiet">The recording has no secrets in it. Give:</span>
          {names.map((name) => (
            <PasswordInput
              key={name}
              size="xs"
              aria-label={`Secret ${name}`}
              placeholder={given[name] === undefined ? name : `${name} (given)`}
              value={typed[name] ?? ''}
              onChange={({ currentTarget: { value } }) => setTyped((old) => ({ ...old, [name]: value }))}
              autoComplete="off"
            />
          ))}
        </div>
      )}
      <div className={stage.verdict} role="status">
        {report ? <Outcome report={report} /> : <Recorded replay={replay} />}
        <Command path={path} />
      </div>
    </>
  );
}

function Going({ path, waits, stepping }: { path: string; waits: boolean; stepping: boolean }) {
  return (
    <>
      <Button size="xs" variant="default" leftSection={<Square size={14} />} onClick={() => stopReplay(path)}>
        Stop
      </Button>
      {stepping && (
        <Button
          size="xs"
          leftSection={<SkipForward size={14} />}
          disabled={!waits}
          onClick={() => playNext(path)}
        >
          Next
        </Button>
      )}
    </>
  );
}

/** What can be made of it while it is not played. */
function Kept({ path, replay: { recording, report } }: ReplayHeadProps) {
  return (
    <>
      {report && (
        <Button
          size="xs"
          variant="default"
          leftSection={<Download size={14} />}
          onClick={() => saveReplayJunit(path, report)}
        >
          JUnit
        </Button>
      )}
      <Button size="xs" variant="default" onClick={() => saveAsCollection(recording)}>
        Save as collection
      </Button>
    </>
  );
}

function Recorded({ replay: { recording, running, played } }: { replay: Replay }) {
  const { entries, recordedAt } = recording;
  if (running)
    return (
      <span>
        Replaying: {formatCount(played.size)} of {formatCount(entries.length)}
      </span>
    );
  return (
    <span>
      Recorded <DateTime at={recordedAt} />: {formatCount(entries.length)} entries on{' '}
      {Object.keys(recording.connections).join(', ')} in {formatDuration(entries.at(-1)?.at ?? 0)}
    </span>
  );
}

function Outcome({ report }: { report: ReplayReport }) {
  const { passed, failure, sent, compared, differences, tookMs } = report;
  const allowed = differences.filter((one) => one.allowed !== undefined).length;
  const faults = differences.length - allowed;
  return (
    <>
      {passed ? (
        <strong className={stage.passed}>
          <CircleCheck size={16} aria-hidden="true" /> Passed
        </strong>
      ) : (
        <strong className={stage.failed}>
          <CircleX size={16} aria-hidden="true" /> Failed
        </strong>
      )}
      <span>
        {formatCount(sent)} sent, {formatCount(compared)} compared, {countOf(faults, 'difference')}
        {allowed > 0 && ` and ${formatCount(allowed)} allowed`} in {formatDuration(tookMs)}
      </span>
      {failure !== undefined && <span className="bad">{failure}</span>}
    </>
  );
}

function countOf(count: number, what: string): string {
  return `${count === 0 ? 'no' : formatCount(count)} ${what}${count === 1 ? '' : 's'}`;
}

/** What does the same in a terminal or a build. */
function Command({ path }: { path: string }) {
  const command = replayCommand(path);
  const copy = () => {
    navigator.clipboard.writeText(command).then(
      () => notify.success({ title: 'Command copied' }),
      (error: Error) => notify.failure({ title: 'Not copied', text: error.message }),
    );
  };
  return (
    <span className={styles.command}>
      <code>{command}</code>
      <ActionIcon
        variant="subtle"
        size="sm"
        aria-label="Copy the command"
        title="Does the same in a terminal or a build"
        onClick={copy}
      >
        <Copy size={14} />
      </ActionIcon>
    </span>
  );
}
