import { useMemo } from 'react';
import type { TimeSeries } from '../../../components/chart-rows';
import { formatCount } from '../../../components/format';
import { TimeChart } from '../../../components/time-chart';
import { type Moment, useRunHistory } from './run-history';
import styles from './run.module.css';

/** The shortest stretch of time that is shown; ms. */
const shortest = 30_000;
/** A rate of half seconds jumps: it is taken over so many moments. */
const smoothed = 4;

/** Depth and completions since the run began. */
export function RunCharts() {
  const moments = useRunHistory((history) => history.moments);
  const depth = useMemo(() => depthSeries(moments), [moments]);
  const done = useMemo(() => doneSeries(moments), [moments]);
  const rangeMs = Math.max(shortest, (moments.at(-1)?.at ?? 0) - (moments[0]?.at ?? 0));
  return (
    <div className={styles.charts}>
      <TimeChart
        series={depth}
        kind="stacked"
        rangeMs={rangeMs}
        label="Jobs waiting and active"
        format={formatCount}
        height={128}
      />
      <TimeChart
        series={done}
        kind="line"
        rangeMs={rangeMs}
        label="Jobs completed a second"
        format={formatCount}
        height={96}
      />
    </div>
  );
}

function depthSeries(moments: readonly Moment[]): TimeSeries[] {
  const points = (key: 'waiting' | 'active') =>
    moments.map((moment) => ({ at: moment.at, value: moment[key] }));
  return [
    { id: 'waiting', label: 'waiting', color: 'var(--state-waiting)', points: points('waiting') },
    { id: 'active', label: 'active', color: 'var(--state-active)', points: points('active') },
  ];
}

function doneSeries(moments: readonly Moment[]): TimeSeries[] {
  const points = moments.map(({ at }, index) => ({
    at,
    value: meanRate(moments.slice(Math.max(0, index - smoothed + 1), index + 1)),
  }));
  return [{ id: 'completed', label: 'completed a second', color: 'var(--state-completed)', points }];
}

function meanRate(moments: readonly Moment[]): number | null {
  const known = moments.flatMap(({ completedPerSecond }) => completedPerSecond ?? []);
  return known.length === 0 ? null : Math.max(0, known.reduce((sum, rate) => sum + rate, 0) / known.length);
}
