import { useEffect, useState } from 'react';
import { useLive } from '../../../stores/live';
import { loggedStates } from './logged-states';
import { type ChartPoint, chartPoints } from './series';
import type { Stored } from './series';

/** How often charts are drawn anew; ms. Long ranges move by less than a pixel a second. */
function drawnEveryMs(rangeMs: number): number {
  return rangeMs <= 900_000 ? 3_000 : 10_000;
}

/** The points of all charts, going on with the live frames. The same array until they are to be drawn anew. */
export function useChartPoints(stored: Stored | null, queue: string, rangeMs: number): ChartPoint[] {
  const [points, setPoints] = useState<ChartPoint[]>([]);
  useEffect(() => {
    let drawnAt = 0;
    const draw = () => {
      const { statsHistory: frames, stats } = useLive.getState();
      drawnAt = stats?.at ?? 0;
      const live = { frames, samples: loggedStates.samples(queue) };
      setPoints(chartPoints(stored, live, queue, rangeMs, stats?.at ?? stored?.until ?? Date.now()));
    };
    draw();
    return useLive.subscribe(({ stats }, before) => {
      if (stats === before.stats || document.hidden) return;
      if (!stats || stats.at - drawnAt >= drawnEveryMs(rangeMs) - 500) draw();
    });
  }, [stored, queue, rangeMs]);
  return points;
}
