import type { AssertionState, SimulationReport } from '../../../src-core/protocol/simulator';

const maxViolations = 20;

/** A report as JUnit XML: one test case an assertion, the seed and the figures as properties. */
export function junitOf(report: SimulationReport): string {
  const { scenario, assertions, startedAt, endedAt, outcome } = report;
  const seconds = ((endedAt - startedAt) / 1000).toFixed(3);
  const cases = [...assertions.map((each) => testCase(each, report)), ...stopCase(outcome)];
  const failures = assertions.filter(({ state }) => state === 'broken').length;
  const skipped = assertions.filter(({ state }) => state === 'pending').length;
  const errors = outcome === 'stopped' ? 1 : 0;
  const totals = `tests="${cases.length}" failures="${failures}" errors="${errors}" skipped="${skipped}" time="${seconds}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${totals}>`,
    `  <testsuite name="${escaped(scenario)}" timestamp="${new Date(startedAt).toISOString()}" ${totals}>`,
    '    <properties>',
    ...Object.entries(figuresOf(report)).map(
      ([name, value]) => `      <property name="${name}" value="${escaped(String(value))}"/>`,
    ),
    '    </properties>',
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function figuresOf({ seed, runId, outcome, counts, wait, run, maxDepth, decisions }: SimulationReport) {
  return {
    seed,
    runId,
    outcome,
    ...counts,
    ...(wait && { waitP50Ms: wait.p50, waitP95Ms: wait.p95, waitP99Ms: wait.p99 }),
    ...(run && { runP50Ms: run.p50, runP95Ms: run.p95, runP99Ms: run.p99 }),
    maxDepth,
    decisions: decisions.sha256,
  };
}

function testCase({ id, text, state, value, detail }: AssertionState, report: SimulationReport): string {
  const head = `    <testcase classname="${escaped(report.scenario)}" name="${escaped(`${id}: ${text}`)}"`;
  if (state === 'holds') return `${head}/>`;
  if (state === 'pending') return `${head}><skipped message="${escaped(value)}"/></testcase>`;
  const breaches = report.violations
    .filter(({ invariant }) => invariant === id)
    .slice(0, maxViolations)
    .map(({ at, jobId, text: what }) => `${new Date(at).toISOString()} ${jobId ?? '-'} ${what}`);
  const lines = breaches.length > 0 ? breaches : detail === undefined ? [] : [detail];
  return `${head}><failure message="${escaped(value)}">${escaped(lines.join('\n'))}</failure></testcase>`;
}

function stopCase(outcome: SimulationReport['outcome']): string[] {
  if (outcome !== 'stopped') return [];
  return ['    <testcase name="the run came to its end"><error message="it was stopped"/></testcase>'];
}

// XML 1.0 has no form at all for most control characters.
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

function escaped(text: string): string {
  return text
    .replace(forbidden, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
