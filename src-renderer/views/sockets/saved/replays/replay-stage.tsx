import { useEffect, useMemo, useState } from 'react';
import { ErrorPanel } from '../../../../components/error-panel';
import { Loading } from '../../../../components/loading';
import { RivalNote } from '../rival-note';
import { StageHead } from '../stage-head';
import stage from '../stage.module.css';
import { DifferenceList } from './difference-list';
import { EntryTable } from './entry-table';
import { ReplayHead } from './replay-head';
import { replayRows } from './replay-rows';
import styles from './replays.module.css';
import { loadRecording, type Replay, useReplays } from './replays';

/** A recording with its replay beside it. */
export function ReplayStage({ path }: { path: string }) {
  const replay = useReplays(({ byPath }) => byPath[path]);
  const fault = useReplays(({ faults }) => faults[path]);
  useEffect(() => void loadRecording(path), [path]);
  return (
    <section className={stage.stage} aria-label={`Recording ${path}`}>
      {fault !== undefined && !replay?.running ? (
        <>
          <StageHead path={path} />
          <ErrorPanel error={new Error(fault)} onRetry={() => void loadRecording(path)} />
        </>
      ) : replay ? (
        <Played path={path} replay={replay} />
      ) : (
        <>
          <StageHead path={path} />
          <Loading what="Reading the recording" />
        </>
      )}
    </section>
  );
}

function Played({ path, replay }: { path: string; replay: Replay }) {
  const rows = useMemo(() => replayRows(replay), [replay]);
  const [chosenKey, setChosenKey] = useState<string | null>(null);
  const firstFault = rows.find(({ differences }) => differences.some(({ allowed }) => allowed === undefined));
  const chosen = rows.find(({ key }) => key === chosenKey) ?? (replay.report ? firstFault : undefined);
  return (
    <>
      <ReplayHead path={path} replay={replay} />
      <RivalNote connections={replay.recording.connections} />
      <div className={styles.columns}>
        <EntryTable rows={rows} chosenKey={chosen?.key} onChoose={setChosenKey} />
        {chosen && (
          <DifferenceList path={path} replay={replay} row={chosen} onClose={() => setChosenKey(null)} />
        )}
      </div>
    </>
  );
}
