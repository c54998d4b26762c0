import type { Difference, ReplayReport } from '../reports';
import { xmlText } from '../xml-text';
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
  const cases = [
    endCase(failure),
    ...[...groups].map(([name, found]) => testCase(recording, name, found)),
    ...passed.map((name) => testCase(recording, name, [])),
  ];
  const totals = `tests="${cases.length}" failures="${groups.size}" errors="${failure === undefined ? 0 : 1}" skipped="0" time="${(tookMs / 1000).toFixed(3)}"`;
  const properties = {
    sent,
    compared,
    differences: faults.length,
    allowed: differences.length - faults.length,
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${totals}>`,
    `  <testsuite name="${xmlText(recording)}" timestamp="${new Date(startedAt).toISOString()}" ${totals}>`,
    '    <properties>',
    ...Object.entries(properties).map(([name, value]) => `      <property name="${name}" value="${value}"/>`),
    '    </properties>',
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function endCase(failure: string | undefined): string {
  const head = '    <testcase classname="replay" name="is played to its end"';
  return failure === undefined ? `${head}/>` : `${head}><error message="${xmlText(failure)}"/></testcase>`;
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

function testCase(recording: string, name: string, faults: readonly Difference[]): string {
  const head = `    <testcase classname="${xmlText(recording)}" name="${xmlText(name)}"`;
  const [first] = faults;
  if (!first) return `${head}/>`;
  const lines = faults
    .slice(0, mostListed)
    .map((one) => `${differenceTitle(one)} (${differencePlace(one)}): ${differenceText(one)}`);
  if (faults.length > mostListed) lines.push(`and ${faults.length - mostListed} more`);
  const message = `${differenceTitle(first)}: ${differenceText(first)}`;
  return `${head}><failure message="${xmlText(message)}">${xmlText(lines.join('\n'))}</failure></testcase>`;
}
