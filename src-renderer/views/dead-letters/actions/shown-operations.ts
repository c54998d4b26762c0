import type { Operation } from '../../../../src-core/protocol/operations';

const kinds: readonly Operation['kind'][] = ['requeue', 'discard', 'restore'];
/** Ended ones that are shown beside those that run. */
const mostEnded = 3;

/**
 * What is shown of the acts on dead letters: all that run, whoever began them, and the latest that ended of those begun here.
 * `live` is what the gateway tells, `begun` what was heard last of those begun here.
 */
export function shownOperations(
  live: readonly Operation[],
  begun: readonly Operation[],
  dismissed: ReadonlySet<string>,
): Operation[] {
  const newest = new Map(begun.map((operation) => [operation.id, operation]));
  for (const operation of live)
    if (!isOver(newest.get(operation.id)) || isOver(operation)) newest.set(operation.id, operation);
  const ours = new Set(begun.map(({ id }) => id));
  const shown = [...newest.values()]
    .filter(({ id, kind }) => kinds.includes(kind) && !dismissed.has(id))
    .sort((a, b) => b.startedAt - a.startedAt);
  const ended = shown.filter((operation) => isOver(operation) && ours.has(operation.id));
  const kept = new Set(ended.slice(0, mostEnded));
  return shown.filter((operation) => !isOver(operation) || kept.has(operation));
}

function isOver(operation: Operation | undefined): boolean {
  return operation !== undefined && operation.state !== 'running';
}
