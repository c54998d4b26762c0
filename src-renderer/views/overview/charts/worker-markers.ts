import type { WorkerView } from '../../../../src-core/protocol/http';
import type { PoolWorker } from '../../../../src-core/protocol/worker-lifecycle';

/** Something that happened to the workers, as a mark on a chart. */
export interface WorkerMarker {
  /** Epoch ms. */
  at: number;
  label: string;
}

interface Change {
  at: number;
  kind: 'started' | 'crashed';
  name: string;
}

const most = 8;

/**
 * Starts of workers, and crashes of this gateway's, since `from`; those within `closeMs` are one mark, so that their
 * labels do not cover each other. The newest 8. A process that ended with code 0 was told to.
 */
export function workerMarkers(
  workers: readonly WorkerView[],
  pool: readonly PoolWorker[] | null,
  from: number,
  closeMs: number,
): WorkerMarker[] {
  const groups: [Change, ...Change[]][] = [];
  for (const change of changesOf(workers, pool).filter(({ at }) => at >= from)) {
    const group = groups.at(-1);
    if (group && change.at - group[0].at < closeMs) group.push(change);
    else groups.push([change]);
  }
  return groups.slice(-most).map((group) => ({ at: group[0].at, label: labelOf(group) }));
}

function changesOf(workers: readonly WorkerView[], pool: readonly PoolWorker[] | null): Change[] {
  const names = new Map((pool ?? []).map(({ workerId, name }) => [workerId, name]));
  const starts = workers.map(({ id, startedAt }): Change => {
    return { at: Date.parse(startedAt), kind: 'started', name: names.get(id) ?? id };
  });
  const crashes = (pool ?? []).flatMap(({ name, lastExit }): Change[] => {
    return lastExit && lastExit.code !== 0 ? [{ at: lastExit.at, kind: 'crashed', name }] : [];
  });
  return [...starts, ...crashes].sort((a, b) => a.at - b.at);
}

function labelOf(group: readonly Change[]): string {
  const words = (['crashed', 'started'] as const).flatMap((kind) => {
    const names = new Set(group.filter((change) => change.kind === kind).map(({ name }) => name));
    const [first] = names;
    if (first === undefined) return [];
    return [names.size === 1 ? `${first} ${kind}` : `${names.size} workers ${kind}`];
  });
  return words.join(', ');
}
