import type { SimulationReport } from '../../../src-core/protocol/simulator';
import type { Colors } from '../colors';
import { fineDuration } from '../duration';
import { oneLine } from '../plain-text';
import type { Run } from '../run';
import { type Column, renderPairs, renderTable } from '../tables';
import { assertionMark } from './progress';

const shownViolations = 10;
const columns: Column[] = [
  { title: '' },
  { title: 'ASSERTION', shrinkTo: 20 },
  { title: 'MEASURED', shrinkTo: 12 },
];

/** A report for a person. */
export function reportText({ io, colors }: Run, report: SimulationReport): string {
  const { assertions, violations } = report;
  const rows = assertions.map(({ state, text, value }) => [assertionMark(state, colors), text, value]);
  const broken = assertions.filter(({ state, detail }) => state === 'broken' && detail !== undefined);
  return [
    renderPairs(pairsOf(report), io.stdout, colors),
    rows.length > 0 ? `\n${renderTable(columns, rows, io.stdout, colors)}` : '',
    ...broken.map(({ text, detail }) => `\n${colors.red('✗')} ${text}\n  ${oneLine(detail as string)}\n`),
    violations.length > 0 ? `\n${violationLines(report, colors)}` : '',
    `\n${verdict(report, colors)}\n`,
  ].join('');
}

function pairsOf({
  scenario,
  seed,
  startedAt,
  endedAt,
  counts,
  wait,
  run,
  maxDepth,
  faults,
  decisions,
}: SimulationReport) {
  const made = Object.entries(faults).filter(([, count]) => count > 0);
  const spread = (of: SimulationReport['wait']) =>
    of ? `p50 ${fineDuration(of.p50)}, p95 ${fineDuration(of.p95)}, p99 ${fineDuration(of.p99)}` : '-';
  const pairs: [string, string][] = [
    ['scenario', oneLine(scenario)],
    ['seed', String(seed)],
    ['took', fineDuration(endedAt - startedAt)],
    ['jobs', `${counts.accepted} accepted of ${counts.planned} planned`],
    ['ended', `${counts.completed} completed, ${counts.dead} dead, ${counts.cancelled} cancelled`],
    ['lost', String(counts.lost)],
    ['retries', `${counts.retries}; ${counts.fenced} reports refused by their fence`],
    ['wait', spread(wait)],
    ['run', spread(run)],
    ['depth', `${maxDepth} at most`],
    ['faults', made.length > 0 ? made.map(([kind, count]) => `${kind} ${count}`).join(', ') : 'none'],
    ['decisions', `${decisions.count}, sha256 ${decisions.sha256.slice(0, 16)}`],
  ];
  return pairs;
}

function violationLines({ violations }: SimulationReport, colors: Colors): string {
  const lines = violations
    .slice(0, shownViolations)
    .map(({ invariant, jobId, text }) => `${colors.red(invariant)} ${jobId ?? '-'}  ${oneLine(text)}\n`);
  const more = violations.length - lines.length;
  return `${lines.join('')}${more > 0 ? `and ${more} more: --report FILE has them\n` : ''}`;
}

function verdict({ outcome, seed, assertions }: SimulationReport, colors: Colors): string {
  if (outcome === 'passed') return `${colors.green('✓')} passed (seed ${seed})`;
  if (outcome === 'stopped') return `${colors.red('✗')} stopped before its end (seed ${seed})`;
  const broken = assertions.filter(({ state }) => state === 'broken').length;
  return `${colors.red('✗')} failed: ${broken} of ${assertions.length} assertions broken. Again: --seed ${seed}`;
}
