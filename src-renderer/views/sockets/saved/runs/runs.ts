import { create } from 'zustand';
import type { Collection } from '../../../../../src-core/conversation/collection';
import { readCollection } from '../../../../../src-core/conversation/collections/read-collection';
import { runCollection } from '../../../../../src-core/conversation/collections/run-collection';
import { runJunit } from '../../../../../src-core/conversation/collections/run-junit';
import type { RequestResult, RunReport } from '../../../../../src-core/conversation/reports';
import { notify } from '../../../../components/notify';
import { saveText } from '../../../../connection/api';
import { currentVariables } from '../../variables/variables';
import { openFile, useOpenFiles } from '../editor/open-files';
import { tell } from '../files/file-acts';
import { stemOf } from '../files/file-paths';
import { show } from '../stage';
import { watchDial } from './watched-dial';

/** How a collection's run goes, or went. */
export interface Run {
  collection: Collection;
  running: boolean;
  /** Those that are known so far, in the order of the collection. */
  results: readonly RequestResult[];
  /** Null while it runs. */
  report: RunReport | null;
  /** Line of the log of each of its frames. */
  lines: readonly number[];
}

/** The last run of each collection, by its path. */
export const useRuns = create<Readonly<Record<string, Run>>>()(() => ({}));

const stops = new Map<string, AbortController>();

/** Runs a collection as it is in the editor, or on the disk, and shows how it goes. */
export async function runSaved(path: string): Promise<void> {
  stopRun(path);
  await openFile(path);
  const file = useOpenFiles.getState()[path];
  if (!file || file.error) {
    notify.failure({ title: `${stemOf(path)} cannot be run`, text: file?.error?.message });
    return;
  }
  const { collection, issues } = readCollection(file.text);
  if (collection) return run(path, collection);
  const [issue] = issues;
  const where = issue ? `Line ${issue.line}, column ${issue.column}: ${issue.message}` : undefined;
  notify.failure({ title: `${stemOf(path)} cannot be run`, text: where });
  show({ kind: 'file', path });
}

/** Ends a run: what was not judged yet fails. */
export function stopRun(path: string): void {
  stops.get(path)?.abort();
}

/** Saves a run's report for a build server. */
export function saveRunJunit(path: string, report: RunReport): void {
  void tell('Not saved', async () => {
    await saveText(runJunit(report), `${stemOf(path)}.junit.xml`);
  });
}

async function run(path: string, collection: Collection): Promise<void> {
  const stop = new AbortController();
  stops.set(path, stop);
  const watched = watchDial();
  const change = (part: Partial<Run>) => {
    if (stops.get(path) !== stop) return;
    useRuns.setState((all) => ({ [path]: { ...(all[path] as Run), ...part } }));
  };
  useRuns.setState({
    [path]: { collection, running: true, results: [], report: null, lines: watched.lines },
  });
  show({ kind: 'run', path });
  const results = new Map<number, RequestResult>();
  const report = await runCollection(collection, {
    dial: watched.dial,
    variables: currentVariables(),
    signal: stop.signal,
    onResult: (result) => {
      results.set(result.index, result);
      change({ results: [...results.values()] });
    },
  });
  watched.stop();
  change({ running: false, report, results: report.requests });
  if (stops.get(path) === stop) stops.delete(path);
}
