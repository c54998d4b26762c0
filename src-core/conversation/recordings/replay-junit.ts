import { type JunitCase, junitXml } from '../../junit/junit';
import type { Difference, ReplayReport } from '../reports';
import { differencePlace, differenceText, differenceTitle, faultsOf } from './difference-text';

/** So many differences of one test case are listed. */
const mostListed = 50;

/**
 * A report as JUnit XML: one test case for each connection and type of frame that came or should have, and one for the
 * replay as a whole. A failure's message names the frame and field that was otherwise first.
 */
export function replayJunit(report: ReplayReport): string {
  const { recording, startedAt, tookMs, failure, sent, compared, differences } = report;
  const faults = faultsOf(differences);
  const groups = groupsOf(faults);
  const passed = report.comparedTypes.map(groupOf).filter((name) => !groups.has(name));
  return junitXml({
    name: recording,
    startedAt,
    tookMs,
    properties: { sent, compared, differences: faults.length, allowed: differences.length - faults.length },
    cases: [
      { classname: 'replay', name: 'is played to its end', error: failure },
      ...[...groups].map(([name, found]) => ({
        classname: recording,
        name,
        failure: failureOf(found as [Difference, ...Difference[]]),
      })),
      ...passed.map((name) => ({ classname: recording, name })),
    ],
  });
}

function groupOf({ connection, frame }: Pick<Difference, 'connection' | 'frame'>): string {
  return `${connection}: ${frame}`;
}

function groupsOf(differences: readonly Difference[]): Map<string, Difference[]> {
  const groups = new Map<string, Difference[]>();
  for (const difference of differences) {
    const name = groupOf(difference);
    groups.set(name, [...(groups.get(name) ?? []), difference]);
  }
  return groups;
}

function failureOf(faults: readonly [Difference, ...Difference[]]): JunitCase['failure'] {
  const [first] = faults;
  const lines = faults
    .slice(0, mostListed)
    .map((one) => `${differenceTitle(one)} (${differencePlace(one)}): ${differenceText(one)}`);
  if (faults.length > mostListed) lines.push(`and ${faults.length - mostListed} more`);
  return { message: `${differenceTitle(first)}: ${differenceText(first)}`, text: lines.join('\n') };
}
