import type { Operation } from '../../../../src-core/protocol/operations';

/**
 * Operations that are parts of one act, as one. `rest` counts the jobs of parts that are not begun yet. Null before the
 * first.
 */
export function mergedOperation(
  parts: readonly Operation[],
  rest: number,
  stopped: boolean,
): Operation | null {
  const first = parts[0];
  const last = parts.at(-1);
  if (!first || !last) return null;
  const sum = (pick: (operation: Operation) => number) => parts.reduce((total, one) => total + pick(one), 0);
  const total = sum((one) => one.total) + rest;
  const queues = [...new Set(parts.map(({ queue }) => queue))];
  const over = last.state !== 'running' && (rest === 0 || stopped || last.state !== 'done');
  return {
    ...first,
    queue: queues.join(', '),
    what: `${total.toLocaleString('en')} ${total === 1 ? 'job' : 'jobs'}`,
    state: !over ? 'running' : stopped ? 'stopped' : last.state,
    total,
    done: sum((one) => one.done),
    skipped: sum((one) => one.skipped),
    endedAt: over ? last.endedAt : null,
    error: parts.find(({ error }) => error !== null)?.error ?? null,
  };
}
