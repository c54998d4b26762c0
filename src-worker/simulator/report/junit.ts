import { type JunitCase, junitXml } from '../../../src-core/junit/junit';
import type { AssertionState, SimulationReport } from '../../../src-core/protocol/simulator';

const maxViolations = 20;

/** A report as JUnit XML: one test case an assertion, the seed and the figures as properties. */
export function junitOf(report: SimulationReport): string {
  const { scenario, assertions, startedAt, endedAt, outcome } = report;
  return junitXml({
    name: scenario,
    startedAt,
    tookMs: endedAt - startedAt,
    properties: figuresOf(report),
    cases: [...assertions.map((each) => caseOf(each, report)), ...stopCase(outcome)],
  });
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

function caseOf({ id, text, state, value, detail }: AssertionState, report: SimulationReport): JunitCase {
  const one: JunitCase = { classname: report.scenario, name: `${id}: ${text}` };
  if (state === 'holds') return one;
  if (state === 'pending') return { ...one, skipped: value };
  const breaches = report.violations
    .filter(({ invariant }) => invariant === id)
    .slice(0, maxViolations)
    .map(({ at, jobId, text: what }) => `${new Date(at).toISOString()} ${jobId ?? '-'} ${what}`);
  const lines = breaches.length > 0 ? breaches : detail === undefined ? [] : [detail];
  return { ...one, failure: { message: value, text: lines.join('\n') } };
}

function stopCase(outcome: SimulationReport['outcome']): JunitCase[] {
  return outcome === 'stopped' ? [{ name: 'the run came to its end', error: 'it was stopped' }] : [];
}
