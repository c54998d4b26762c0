import type { Assertions } from '../../../src-core/protocol/scenario';
import type { AssertionState } from '../../../src-core/protocol/simulator';
import { type Invariant, invariants, type Violation } from '../auditor/violations';

/** What assertions are judged by. Times are ms. */
export interface AuditFigures {
  planned: number;
  accepted: number;
  completed: number;
  /** Dead, cancelled and expired. */
  endedOtherwise: number;
  lost: number;
  duplicated: number;
  p95Wait: number | null;
  maxDepth: number;
  recovery: { longest: number | null; pending: number | null; underWay: boolean; hasBacklog: boolean };
  breaches(invariant: Invariant): { count: number; first: Violation | undefined };
  /** The queue was at rest at the end, so that I5 could be checked. */
  restChecked: boolean;
  /** Nothing will change any more. */
  final: boolean;
}

type Verdict = Pick<AssertionState, 'state' | 'value'> & { detail?: string };

/** How the assertions of a scenario stand. What can no longer be mended is broken at once, the rest is decided at the end. */
export function assertionStates(asserted: Assertions, figures: AuditFigures): AssertionState[] {
  const states: AssertionState[] = [];
  const add = (id: string, text: string, verdict: Verdict) => states.push({ id, text, ...verdict });
  const { lost, duplicated, p95Wait, completionRate, maxDepth, recovery } = asserted;
  if (lost !== undefined) add('lost', atMost(lost, 'job lost', 'jobs lost'), judgeLost(lost, figures));
  if (duplicated !== undefined)
    add('duplicated', atMost(duplicated, 'job with two results', 'jobs with two results'), {
      ...ceiling(figures.duplicated, duplicated, figures.final),
      value: `${figures.duplicated} duplicated`,
    });
  if (p95Wait !== undefined)
    add('p95Wait', `95 % of jobs wait at most ${timeText(p95Wait)}`, judgeWait(p95Wait, figures));
  if (completionRate !== undefined)
    add(
      'completionRate',
      `at least ${percentText(completionRate)} completed`,
      judgeRate(completionRate, figures),
    );
  if (maxDepth !== undefined)
    add('maxDepth', `never more than ${maxDepth} jobs waiting`, {
      ...ceiling(figures.maxDepth, maxDepth, true),
      value: `${figures.maxDepth} at most`,
    });
  if (recovery !== undefined)
    add(
      'recovery',
      `recovered within ${timeText(recovery)} of the last fault`,
      judgeRecovery(recovery, figures),
    );
  if (asserted.invariants)
    for (const id of invariants) add(id, invariantTexts[id], judgeInvariant(id, figures));
  return states;
}

const invariantTexts: Record<Invariant, string> = {
  I1: 'no accepted job vanishes',
  I2: 'one result a job, old fences refused',
  I3: 'jobs move along the state table',
  I4: 'chunks in order, no gap, no repeat',
  I5: 'nothing left over at rest',
  I6: 'jobs start in their order',
};

/** More than the ceiling cannot be taken back. Up to it, `safe` says whether it holds by now. */
function ceiling(value: number, most: number, safe: boolean): { state: AssertionState['state'] } {
  if (value > most) return { state: 'broken' };
  return { state: safe || value === 0 ? 'holds' : 'pending' };
}

function judgeLost(most: number, { lost, final }: AuditFigures): Verdict {
  if (lost > most) return { state: 'broken', value: `${lost} lost` };
  return { state: final ? 'holds' : 'pending', value: `${lost} lost` };
}

function judgeWait(most: number, { p95Wait, final }: AuditFigures): Verdict {
  if (p95Wait === null) return { state: final ? 'holds' : 'pending', value: 'none assigned' };
  const value = timeText(p95Wait);
  if (p95Wait <= most) return { state: 'holds', value };
  return { state: final ? 'broken' : 'pending', value };
}

function judgeRate(least: number, figures: AuditFigures): Verdict {
  const { planned, accepted, completed, endedOtherwise, final } = figures;
  const rate = accepted === 0 ? 0 : completed / accepted;
  const value = accepted === 0 ? 'none accepted' : percentText(rate);
  if (final) return { state: accepted === 0 || rate >= least ? 'holds' : 'broken', value };
  const all = Math.max(planned, accepted);
  // Even if every other job completes.
  const best = all === 0 ? 1 : (all - endedOtherwise) / all;
  return { state: best < least ? 'broken' : 'pending', value };
}

function judgeRecovery(most: number, { recovery, final }: AuditFigures): Verdict {
  const { longest, pending, hasBacklog } = recovery;
  // A fault that comes again and again may be on when all is done.
  const underWay = recovery.underWay && (hasBacklog || !final);
  const taken = Math.max(longest ?? 0, pending ?? 0);
  if (taken > most)
    return { state: 'broken', value: `${timeText(taken)}${pending === null ? '' : ' so far'}` };
  if (pending !== null || underWay) {
    const value = underWay ? 'faults go on' : `${timeText(pending as number)} so far`;
    return { state: final ? 'broken' : 'pending', value };
  }
  return {
    state: final || longest !== null ? 'holds' : 'pending',
    value: longest === null ? 'no fault yet' : timeText(longest),
  };
}

function judgeInvariant(id: Invariant, { breaches, final, restChecked }: AuditFigures): Verdict {
  const { count, first } = breaches(id);
  if (first) {
    const detail = `${first.jobId === null ? '' : `${first.jobId}: `}${first.text}`;
    return { state: 'broken', value: count === 1 ? '1 breach' : `${count} breaches`, detail };
  }
  if (id !== 'I5') return { state: 'holds', value: 'no breach' };
  if (restChecked) return { state: 'holds', value: 'no breach' };
  return { state: 'pending', value: final ? 'not checked: jobs are unfinished' : 'checked at the end' };
}

function atMost(most: number, one: string, many: string): string {
  if (most === 0) return `no ${one}`;
  return `at most ${most} ${most === 1 ? one : many}`;
}

/** To a tenth, or finer near the ends: `0.05 %` stays `0.05 %`, and 99.96 % does not become 100 %. */
function percentText(share: number): string {
  const parts = share > 0.01 && share < 0.99 ? 10 : 1000;
  return `${Math.floor(share * 100 * parts + 1e-6) / parts} %`;
}

function timeText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return `${Math.round(ms / 10) / 100} s`;
}
