import type { StatsFrame } from '../../../../src-core/protocol/monitor-frames';
import { formatCount, formatDuration } from '../../../components/format';
import type { Totals } from '../numbers/totals';
import { jobs } from './words';

/** What to say when nothing is wrong: `3 workers, 12 jobs/s, the oldest wait is 0.2 s`. */
export function calmWords({ workers }: StatsFrame, totals: Totals): string {
  const crew = `${formatCount(workers.running)} ${workers.running === 1 ? 'worker' : 'workers'}`;
  const flow = totals.outPerSecond ? `${formatCount(totals.outPerSecond)} jobs/s` : 'no job moves';
  const wait =
    totals.oldestWaitMs === null
      ? 'nothing waits'
      : `the oldest wait is ${formatDuration(totals.oldestWaitMs)}`;
  const running = totals.active > 0 && !totals.outPerSecond ? `, ${jobs(totals.active)} running` : '';
  return `${crew}, ${flow}${running}, ${wait}`;
}
