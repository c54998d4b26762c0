import { CircleCheck, CircleDashed, CircleX } from 'lucide-react';
import { requestName } from '../../../../../src-core/conversation/collections/names';
import type { ExpectationResult, RequestResult } from '../../../../../src-core/conversation/reports';
import { formatDuration } from '../../../../components/format';
import { notify } from '../../../../components/notify';
import { showFrame } from '../show-frame';
import type { Run } from './runs';
import styles from './runs.module.css';

/** Every request of a run with its expectations; those that were not judged yet besides. */
export function ResultList({ run }: { run: Run }) {
  const { results, collection, lines, running } = run;
  const judged = new Set(results.map(({ index }) => index));
  const open = collection.requests.flatMap((request, index) =>
    judged.has(index) ? [] : [{ index, name: requestName(request, index) }],
  );
  return (
    <ol className={styles.requests} aria-label="Results">
      {results.map((result) => (
        <Result key={result.index} result={result} lines={lines} />
      ))}
      {open.map(({ index, name }) => (
        <li key={index} className={styles.request}>
          <h3 className={styles.name}>
            <CircleDashed size={14} aria-hidden="true" />
            {name}
            <span className="quiet">{running ? 'not yet' : 'not sent'}</span>
          </h3>
        </li>
      ))}
    </ol>
  );
}

function Result({ result, lines }: { result: RequestResult; lines: readonly number[] }) {
  const { name, index, failure, expectations } = result;
  const failed = failure !== undefined || expectations.some(({ passed }) => !passed);
  return (
    <li className={styles.request}>
      <h3 className={styles.name} data-failed={failed || undefined}>
        <Mark passed={!failed} />
        {index === -1 ? 'The whole collection' : name}
        {expectations.length === 0 && failure === undefined && (
          <span className="quiet">nothing expected</span>
        )}
      </h3>
      {failure !== undefined && <p className={styles.message}>{failure}</p>}
      <ul>
        {expectations.map((expectation, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they stay in the order of the file
          <Expectation key={at} expectation={expectation} lines={lines} />
        ))}
      </ul>
    </li>
  );
}

interface ExpectationProps {
  expectation: ExpectationResult;
  lines: readonly number[];
}

function Expectation({ expectation, lines }: ExpectationProps) {
  const { name, passed, message, frame, tookMs } = expectation;
  const line = frame === undefined ? undefined : lines[frame];
  return (
    <li className={styles.expectation} data-failed={!passed || undefined}>
      <Mark passed={passed} />
      <span className={styles.what}>
        {name}
        {message !== undefined && <span className={styles.message}>{message}</span>}
      </span>
      {line !== undefined && (
        <button type="button" className="text-button" onClick={() => open(line)}>
          Frame<span className="visually-hidden"> in the log that decided: {name}</span>
        </button>
      )}
      <span className={styles.took}>{formatDuration(tookMs)}</span>
    </li>
  );
}

function open(line: number): void {
  if (!showFrame(line)) notify.failure({ title: 'This frame has left the log' });
}

function Mark({ passed }: { passed: boolean }) {
  return passed ? (
    <CircleCheck size={14} className="good" role="img" aria-label="passed" />
  ) : (
    <CircleX size={14} className="bad" role="img" aria-label="failed" />
  );
}
