import type { JobState } from '../../../../src-core/protocol/job-state';
import type { BulkAct } from './bulk-parts';

const states: Record<BulkAct['kind'], readonly JobState[]> = {
  cancel: ['waiting', 'scheduled', 'active'],
  retry: ['dead'],
  requeue: ['dead'],
};

/**
 * The selected jobs an act is for, by the state each was last seen in. Those never seen are counted in: the gateway leaves
 * alone what the act is not for.
 */
export function eligible(
  kind: BulkAct['kind'],
  keys: Iterable<string>,
  stateOf: (key: string) => JobState | undefined,
): string[] {
  const fit: string[] = [];
  for (const key of keys) {
    const state = stateOf(key);
    if (!state || states[kind].includes(state)) fit.push(key);
  }
  return fit;
}
