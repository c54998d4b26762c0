import { Button } from '@mantine/core';
import { CircleCheck, CircleX, Download, Pencil, RotateCcw, Square } from 'lucide-react';
import type { RunReport } from '../../../../../src-core/conversation/reports';
import { EmptyState } from '../../../../components/empty-state';
import { formatCount, formatDuration } from '../../../../components/format';
import { RivalNote } from '../rival-note';
import { show } from '../stage';
import { StageHead } from '../stage-head';
import stage from '../stage.module.css';
import { ResultList } from './result-list';
import { type Run, runSaved, saveRunJunit, stopRun, useRuns } from './runs';

/** How a collection's run goes: each request with what was expected of it. */
export function RunStage({ path }: { path: string }) {
  const run = useRuns((runs) => runs[path]);
  return (
    <section className={stage.stage} aria-label={`Run of ${path}`}>
      <StageHead path={path} what="run">
        <RunButtons path={path} run={run} />
      </StageHead>
      {run ? (
        <>
          <Verdict run={run} />
          <RivalNote connections={run.collection.connections} />
          <div className={stage.body}>
            <ResultList run={run} />
          </div>
        </>
      ) : (
        <EmptyState title="Not run yet" actions={<RunButtons path={path} run={run} />} />
      )}
    </section>
  );
}

function RunButtons({ path, run }: { path: string; run: Run | undefined }) {
  if (run?.running)
    return (
      <Button size="xs" variant="default" leftSection={<Square size={14} />} onClick={() => stopRun(path)}>
        Stop
      </Button>
    );
  const report = run?.report;
  return (
    <>
      {report && (
        <Button
          size="xs"
          variant="default"
          leftSection={<Download size={14} />}
          onClick={() => saveRunJunit(path, report)}
        >
          JUnit
        </Button>
      )}
      <Button
        size="xs"
        variant="default"
        leftSection={<Pencil size={14} />}
        onClick={() => show({ kind: 'file', path })}
      >
        Edit
      </Button>
      <Button size="xs" leftSection={<RotateCcw size={14} />} onClick={() => void runSaved(path)}>
        {run ? 'Run again' : 'Run'}
      </Button>
    </>
  );
}

function Verdict({ run: { running, report, results, collection } }: { run: Run }) {
  return (
    <div className={stage.verdict} role="status">
      {report ? (
        <Outcome report={report} />
      ) : (
        <span>
          {running ? 'Running' : 'Ended'}: {formatCount(results.length)} of{' '}
          {formatCount(collection.requests.length)} requests judged
        </span>
      )}
    </div>
  );
}

function Outcome({ report }: { report: RunReport }) {
  const { passed, failure, requests, frames, tookMs } = report;
  const all = requests.flatMap(({ expectations }) => expectations);
  const failed = all.filter((one) => !one.passed).length;
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
        {failed > 0 ? `${formatCount(failed)} of ` : ''}
        {formatCount(all.length)} {all.length === 1 ? 'expectation' : 'expectations'}
        {failed > 0 ? ' failed' : all.length === 1 ? ' holds' : ' hold'}, {formatCount(frames)} frames in{' '}
        {formatDuration(tookMs)}
      </span>
      {failure !== undefined && <span className="bad">{failure}</span>}
    </>
  );
}
