import { memo, type ReactNode, useMemo } from 'react';
import type { TimeSeries } from '../../../components/chart-rows';
import { formatClock, formatCount, formatDuration } from '../../../components/format';
import { TimeChart } from '../../../components/time-chart';
import { useChoices } from '../../../stores/choices';
import { useLive } from '../../../stores/live';
import {
  depthLines,
  failureLines,
  flowLines,
  linesOf,
  oldestLines,
  runLines,
  waitLines,
} from './chart-series';
import styles from './charts.module.css';
import { FlowChart } from './flow-chart';
import type { ChartPoint } from './series';
import { useChartPoints } from './use-chart-points';
import { useStats } from './use-stats';
import { workerMarkers } from './worker-markers';

const tall = 152;
const low = 112;
/** Labels of marks that fit beside each other. */
const labelsBeside = 5;

interface OverviewChartsProps {
  /** '' = all. */
  queue: string;
  /** Stands beside the depth over time: the depth by priority now. */
  beside: ReactNode;
}

/** Depth, flow, waits, runs and failures over the chosen time. */
export function OverviewCharts({ queue, beside }: OverviewChartsProps) {
  const rangeMs = useChoices((choices) => choices.rangeMs);
  const { stored, error } = useStats(queue, rangeMs);
  const points = useChartPoints(stored, queue, rangeMs);
  const markers = useMarkers(rangeMs, points.at(-1)?.at ?? null);
  return (
    <div className={styles.charts}>
      {error && (
        <p className={styles.problem} role="status">
          The stored history cannot be read now ({error.message}).{' '}
          {stored ? 'What came since is of this page.' : 'What is shown began with this page.'}
        </p>
      )}
      <Chart wide title="Depth" question={statesSince(points) ?? 'What is still to be done?'}>
        <div className={styles.depth}>
          <Depth points={points} rangeMs={rangeMs} markers={markers} />
          {beside}
        </div>
      </Chart>
      <Chart wide title="Throughput" question="Does it keep up?">
        <Flow points={points} rangeMs={rangeMs} />
      </Chart>
      <Chart title="Wait" question="ready to started">
        <Durations
          points={points}
          rangeMs={rangeMs}
          lines={waitLines}
          label="Wait of jobs, percentiles"
          nothing="No job was started in this time."
        />
      </Chart>
      <Chart title="Run" question="started to ended">
        <Durations
          points={points}
          rangeMs={rangeMs}
          lines={runLines}
          label="Run time of jobs, percentiles"
          nothing="No job ended in this time."
        />
      </Chart>
      <Chart title="Oldest wait" question="while this console is open">
        <Durations
          points={points}
          rangeMs={rangeMs}
          lines={oldestLines}
          label="Wait of the oldest waiting job"
          nothing="Not known yet."
        />
      </Chart>
      <Chart title="Failures" question="a second">
        <Failures points={points} rangeMs={rangeMs} />
      </Chart>
    </div>
  );
}

interface ChartProps {
  title: string;
  question?: string;
  wide?: boolean;
  children: ReactNode;
}

function Chart({ title, question, wide = false, children }: ChartProps) {
  return (
    <section className={styles.chart} data-wide={wide || undefined} aria-label={title}>
      <h2>
        {title} {question && <span className={styles.question}>{question}</span>}
      </h2>
      {children}
    </section>
  );
}

interface PartProps {
  points: readonly ChartPoint[];
  rangeMs: number;
}

const Depth = memo(function Depth({
  points,
  rangeMs,
  markers,
}: PartProps & { markers: ReturnType<typeof workerMarkers> }) {
  const series = useMemo(() => linesOf(points, depthLines), [points]);
  return (
    <TimeChart
      series={series}
      kind="stacked"
      rangeMs={rangeMs}
      label="Unfinished jobs by state"
      format={formatCount}
      markers={markers}
      height={tall}
    />
  );
});

const Flow = memo(function Flow({ points, rangeMs }: PartProps) {
  const series = useMemo(() => linesOf(points, flowLines) as [TimeSeries, TimeSeries], [points]);
  return (
    <FlowChart
      series={series}
      rangeMs={rangeMs}
      label="Jobs in and out a second"
      format={perSecond}
      height={tall}
    />
  );
});

type DurationsProps = PartProps & {
  lines: typeof waitLines;
  label: string;
  /** Said when there is no value in the whole time. */
  nothing: string;
};

const Durations = memo(function Durations({ points, rangeMs, lines, label, nothing }: DurationsProps) {
  const series = useMemo(() => linesOf(points, lines), [points, lines]);
  if (!series.some((line) => line.points.some(({ value }) => value !== null)))
    return <p className={styles.nothing}>{nothing}</p>;
  return (
    <TimeChart series={series} kind="line" rangeMs={rangeMs} label={label} format={duration} height={low} />
  );
});

const Failures = memo(function Failures({ points, rangeMs }: PartProps) {
  const series = useMemo(() => linesOf(points, failureLines), [points]);
  return (
    <TimeChart
      series={series}
      kind="line"
      rangeMs={rangeMs}
      label="Failed attempts, dead and lost jobs a second"
      format={perSecond}
      height={low}
    />
  );
});

/** Says from when on more than the waiting jobs is known, where that is not everywhere; null where it is. */
function statesSince(points: readonly ChartPoint[]): string | null {
  const first = points.findIndex(({ active }) => active !== null);
  const since = points[first];
  return first > 0 && since ? `active and scheduled are known since ${formatClock(since.at)}` : null;
}

/** Without places to break a line at: an axis has room for one line. */
function duration(ms: number): string {
  return formatDuration(ms).replaceAll(' ', '\u00a0');
}

function perSecond(value: number): string {
  return `${formatCount(value)}/s`;
}

/** Starts and crashes of workers; the same array until the chart moves on. */
function useMarkers(rangeMs: number, newest: number | null) {
  const workers = useLive((live) => live.workers);
  return useMemo(
    () =>
      workers && newest !== null
        ? workerMarkers(workers.workers, workers.pool, newest - rangeMs, rangeMs / labelsBeside)
        : [],
    [workers, newest, rangeMs],
  );
}
