import type { TimeSeries } from '../../../components/chart-rows';
import type { ChartPoint } from './series';

type Line = [id: string, label: string, color: string, read: (point: ChartPoint) => number | null];

/** Lines of a chart from the points of all charts. */
export function linesOf(points: readonly ChartPoint[], lines: readonly Line[]): TimeSeries[] {
  return lines.map(([id, label, color, read]) => ({
    id,
    label,
    color,
    points: points.map((point) => ({ at: point.at, value: read(point) })),
  }));
}

export const depthLines: readonly Line[] = [
  ['active', 'active', 'var(--state-active)', ({ active }) => active],
  ['waiting', 'waiting', 'var(--state-waiting)', ({ waiting }) => waiting],
  ['scheduled', 'scheduled', 'var(--state-scheduled)', ({ scheduled }) => scheduled],
];

export const flowLines: readonly Line[] = [
  ['in', 'in', 'var(--state-waiting)', (point) => point.in],
  ['out', 'out', 'var(--state-completed)', (point) => point.out],
];

export const waitLines = percentileLines((point) => point.wait);
export const runLines = percentileLines((point) => point.run);

export const oldestLines: readonly Line[] = [
  ['oldest', 'oldest wait', 'var(--state-waiting)', ({ oldestWaitMs }) => oldestWaitMs],
];

export const failureLines: readonly Line[] = [
  ['failed', 'failed attempts', 'var(--state-retrying)', ({ failed }) => failed],
  ['dead', 'dead', 'var(--state-dead)', ({ dead }) => dead],
  ['lost', 'lost', 'var(--state-scheduled)', ({ lost }) => lost],
];

function percentileLines(read: (point: ChartPoint) => ChartPoint['wait']): readonly Line[] {
  return [
    ['p50', 'p50', 'var(--percentile-50)', (point) => read(point)?.p50 ?? null],
    ['p95', 'p95', 'var(--percentile-95)', (point) => read(point)?.p95 ?? null],
    ['p99', 'p99', 'var(--percentile-99)', (point) => read(point)?.p99 ?? null],
  ];
}
