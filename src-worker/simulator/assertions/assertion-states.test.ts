import { describe, expect, it } from 'vitest';
import { Recovery } from '../auditor/recovery';
import { type AuditFigures, assertionStates } from './assertion-states';

const calm: AuditFigures = {
  planned: 100,
  accepted: 100,
  completed: 100,
  endedOtherwise: 0,
  lost: 0,
  duplicated: 0,
  p95Wait: 100,
  maxDepth: 10,
  recovery: { longest: null, pending: null, underWay: false, hasBacklog: false },
  breaches: () => ({ count: 0, first: undefined }),
  restChecked: false,
  final: false,
};

/** `state value` of the one assertion that is made. */
function judged(asserted: Parameters<typeof assertionStates>[0], figures: Partial<AuditFigures>): string {
  const [one] = assertionStates(asserted, { ...calm, ...figures });
  return `${one?.state} ${one?.value}`;
}

describe('an assertion', () => {
  it.each([
    [{ lost: 0 }, {}, 'pending 0 lost'],
    [{ lost: 0 }, { final: true }, 'holds 0 lost'],
    [{ lost: 1 }, { final: true, lost: 1 }, 'holds 1 lost'],
    [{ lost: 0 }, { lost: 1 }, 'broken 1 lost'],
    [{ duplicated: 0 }, { duplicated: 2 }, 'broken 2 duplicated'],
    [{ maxDepth: 10 }, {}, 'holds 10 at most'],
    [{ maxDepth: 9 }, {}, 'broken 10 at most'],
    [{ p95Wait: 50 }, {}, 'pending 100 ms'],
    [{ p95Wait: 50 }, { final: true }, 'broken 100 ms'],
    [{ p95Wait: 100 }, {}, 'holds 100 ms'],
    [{ completionRate: 0.9 }, { completed: 50, endedOtherwise: 10 }, 'pending 50 %'],
    // 11 of 100 can no longer complete.
    [{ completionRate: 0.9 }, { completed: 50, endedOtherwise: 11 }, 'broken 50 %'],
    [{ completionRate: 1 }, { completed: 9999, accepted: 10_000, final: true }, 'broken 99.99 %'],
  ] as const)('%j with %j: %s', (asserted, figures, verdict) => {
    expect(judged(asserted, figures)).toBe(verdict);
  });

  it('of each invariant is one of its own, with what broke it first', () => {
    const first = { at: 0, invariant: 'I2', jobId: 'j', text: 'told twice' };
    const states = assertionStates(
      { invariants: true },
      { ...calm, breaches: (id) => (id === 'I2' ? { count: 3, first } : { count: 0, first: undefined }) },
    );
    expect(states.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'I1 holds',
      'I2 broken',
      'I3 holds',
      'I4 holds',
      'I5 pending',
      'I6 holds',
    ]);
    expect(states[1]).toMatchObject({ value: '3 breaches', detail: 'j: told twice' });
  });
});

describe('recovery', () => {
  const verdict = (recovery: Recovery, at: number, final = false) => {
    const { longest, underWay, hasBacklog } = recovery;
    const figures = { longest, pending: recovery.pending(at), underWay, hasBacklog };
    return judged({ recovery: 1000 }, { recovery: figures, final });
  };

  it('is counted from the end of the last fault until the backlog is gone', () => {
    const recovery = new Recovery();
    expect(verdict(recovery, 0)).toBe('pending no fault yet');
    recovery.depth(5, 0);
    recovery.fault('down', 'a', true, 100);
    recovery.fault('down', 'b', true, 200);
    recovery.depth(50, 300);
    recovery.fault('down', 'a', false, 400);
    expect(verdict(recovery, 5000)).toBe('pending faults go on');
    recovery.fault('down', 'b', false, 5000);
    recovery.depth(20, 5500);
    expect(verdict(recovery, 5500)).toBe('pending 500 ms so far');
    recovery.depth(5, 5900);
    expect(verdict(recovery, 6000)).toBe('holds 900 ms');
  });

  it('is broken as soon as it takes too long, and stays so', () => {
    const recovery = new Recovery();
    recovery.fault('down', 'a', true, 0);
    recovery.fault('down', 'a', false, 100);
    recovery.depth(1, 1000);
    expect(verdict(recovery, 1200)).toBe('broken 1.1 s so far');
    recovery.depth(0, 1300);
    expect(verdict(recovery, 9000)).toBe('broken 1.2 s');
  });

  it('does not fail for a fault that is on at the end, unless jobs still wait', () => {
    const recovery = new Recovery();
    recovery.fault('disconnect', 'a', true, 0);
    recovery.depth(0, 100);
    expect(verdict(recovery, 100, true)).toMatch(/^holds/);
    recovery.depth(3, 200);
    expect(verdict(recovery, 200, true)).toBe('broken faults go on');
  });
});
