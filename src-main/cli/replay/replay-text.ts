import {
  differencePlace,
  differenceText,
  differenceTitle,
  faultsOf,
} from '../../../src-core/conversation/recordings/difference-text';
import type { Difference, ReplayReport } from '../../../src-core/conversation/reports';
import type { Colors } from '../colors';
import { fineDuration } from '../duration';
import { jsonLine, oneLine } from '../plain-text';

const mostListed = 20;

/** A report for a person: the first fault whole, the others in a line each. */
export function replayText(report: ReplayReport, colors: Colors): string {
  const { failure, differences } = report;
  const faults = faultsOf(differences);
  const [first, ...others] = faults;
  const lines: string[] = [];
  if (first) lines.push(...firstFault(first, colors), '');
  if (others.length > 0) lines.push('After that:', ...listed(others, colors), '');
  if (failure !== undefined)
    lines.push(`${colors.red('It could not be played to its end:')} ${oneLine(failure)}`, '');
  lines.push(...allowedLines(differences), verdict(report, faults.length, colors), '');
  return lines.join('\n');
}

function firstFault(fault: Difference, colors: Colors): string[] {
  const { kind } = fault;
  return [
    `${colors.red('First difference:')} ${colors.bold(oneLine(differenceTitle(fault)))}  ${colors.dim(oneLine(differencePlace(fault)))}`,
    `  recorded  ${'recorded' in fault ? jsonLine(fault.recorded) : kind === 'extra' ? '(no such frame)' : '(nothing)'}`,
    `  replayed  ${'replayed' in fault ? jsonLine(fault.replayed) : kind === 'missing' ? '(did not come)' : '(nothing)'}`,
  ];
}

function listed(faults: readonly Difference[], colors: Colors): string[] {
  const lines = faults
    .slice(0, mostListed)
    .map(
      (one) =>
        `  ${oneLine(differenceTitle(one))}  ${oneLine(differenceText(one))}  ${colors.dim(oneLine(differencePlace(one)))}`,
    );
  return faults.length > mostListed ? [...lines, `  and ${faults.length - mostListed} more`] : lines;
}

/** `2 allowed: they are the numbers of the moment, once a second`. */
function allowedLines(differences: readonly Difference[]): string[] {
  const reasons = new Map<string, number>();
  for (const { frame, allowed } of differences)
    if (allowed !== undefined) {
      const reason = `${frame}: ${allowed}`;
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
  const lines = [...reasons].map(([reason, count]) => `  ${count} x ${oneLine(reason)}`);
  return lines.length > 0 ? ['Allowed differences:', ...lines, ''] : [];
}

function verdict(
  { passed, recording, sent, compared, tookMs }: ReplayReport,
  faults: number,
  colors: Colors,
): string {
  const done = `${sent} sent, ${compared} compared in ${fineDuration(tookMs)}`;
  const mark = passed
    ? colors.green('✓ as recorded')
    : colors.red(`✗ ${faults === 1 ? '1 difference' : `${faults} differences`}`);
  return `${mark}  ${oneLine(recording)}  ${done}`;
}
