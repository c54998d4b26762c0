import type { LogLine } from '../../../src-core/protocol/bundle';
import type { Journal } from '../options';

/** Lines from before and after the job's life that may explain it; ms. */
const aroundMs = 60_000;
const mostLines = 2000;

/** The log lines round a job's life, the newest when there are many; and what is not there. */
export function linesRound(
  journal: Journal | undefined,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): { lines: LogLine[]; leftOut: string[] } {
  if (!journal) return { lines: [], leftOut: ['the log: this gateway keeps none'] };
  const round = journal.lines().filter(({ at }) => at >= fromMs - aroundMs && at <= toMs + aroundMs);
  const leftOut: string[] = [];
  const since = journal.since();
  if (since > fromMs)
    leftOut.push(`log lines before ${new Date(since).toISOString()}: this gateway does not have them`);
  if (round.length > mostLines) leftOut.push(`${round.length - mostLines} earlier log lines`);
  return { lines: round.slice(-mostLines), leftOut };
}
