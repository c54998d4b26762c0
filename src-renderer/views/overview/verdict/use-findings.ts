import { useMemo } from 'react';
import type { SystemInfo } from '../../../../src-core/protocol/console';
import type { StatsFrame } from '../../../../src-core/protocol/monitor-frames';
import { useLive } from '../../../stores/live';
import type { Finding } from './finding';
import { findings } from './findings';
import { useUnserved } from './use-unserved';

const noGroups = [] as const;

/** What is wrong now, worst first. */
export function useFindings(
  stats: StatsFrame,
  history: readonly StatsFrame[],
  system: SystemInfo | undefined,
): Finding[] {
  const workers = useLive((live) => live.workers);
  const groups = useLive((live) => live.dlq?.groups ?? noGroups);
  const unserved = useUnserved();
  return useMemo(() => {
    const poolQueue = workers?.pool && system ? system.defaultQueue : null;
    const alertPending = system?.alertPending ?? 0;
    return findings(stats, history, { workers, groups, unserved, alertPending, poolQueue });
  }, [stats, history, workers, groups, unserved, system]);
}
