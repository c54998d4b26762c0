import { allowanceOf } from '../../../../../src-core/conversation/recordings/allowed-differences';
import { readRecording } from '../../../../../src-core/conversation/recordings/read-recording';
import { writeRecording } from '../../../../../src-core/conversation/recordings/write-recording';
import type { AllowedDifference } from '../../../../../src-core/conversation/recording';
import type { Difference, ReplayReport } from '../../../../../src-core/conversation/reports';
import { notify } from '../../../../components/notify';
import { tell } from '../files/file-acts';
import { readFile, writeFile } from '../files/file-store';
import { change, useReplays } from './replays';

/** The rule that allows this difference, and others like it. */
export function ruleFor({ connection, frame, path, kind }: Difference, because: string): AllowedDifference {
  return {
    on: connection,
    frame,
    ...(path === '' ? {} : { path }),
    kinds: [kind],
    ...(because === '' ? {} : { because }),
  };
}

/** The report as it would have been with these rules. */
export function judgedAnew(report: ReplayReport, allow: readonly AllowedDifference[]): ReplayReport {
  const differences = report.differences.map(({ allowed: before, ...difference }): Difference => {
    const allowed = before ?? allowanceOf(allow, difference);
    return allowed === undefined ? difference : { ...difference, allowed };
  });
  const passed = report.failure === undefined && differences.every(({ allowed }) => allowed !== undefined);
  return { ...report, differences, passed };
}

/** Writes into a recording that a difference is no fault. */
export async function allowDifference(path: string, difference: Difference, because: string): Promise<void> {
  await tell('It was not allowed', async () => {
    const { text, version } = await readFile(path);
    const recording = readRecording(text);
    const changed = { ...recording, allow: [...recording.allow, ruleFor(difference, because)] };
    const written = await writeFile(path, writeRecording(changed), version);
    const report = useReplays.getState().byPath[path]?.report;
    change(path, {
      recording: changed,
      version: written,
      ...(report && { report: judgedAnew(report, changed.allow) }),
    });
    notify.success({ title: 'Allowed from now on', text: `Written into ${path}` });
  });
}
