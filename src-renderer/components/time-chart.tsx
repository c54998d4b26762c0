import { ActionIcon } from '@mantine/core';
import { ChartLine, Table2 } from 'lucide-react';
import { memo, useMemo, useState } from 'react';
import {
  Area,
  CartesianGrid,
  ComposedChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { formatClock } from './format';
import { ChartLegend } from './chart-legend';
import { ChartTable } from './chart-table';
import { ChartTip } from './chart-tip';
import { useTurn } from './turns';
import { axisWidth, type ChartRow, mergeSeries, type TimeSeries } from './chart-rows';

/** Something that happened, as an upright line. */
export interface ChartMarker {
  /** Epoch ms. */
  at: number;
  label: string;
}

export interface TimeChartProps {
  series: readonly TimeSeries[];
  kind: 'line' | 'area' | 'stacked';
  /** How far back it goes from the newest point, ms. */
  rangeMs: number;
  /** What it shows: `Waiting jobs by state`. */
  label: string;
  /** Writes a value: on the axis, on hover and in the table. */
  format(value: number): string;
  markers?: readonly ChartMarker[];
  /** CSS px. */
  height: number;
}

/** Values over time. Exact values on hover; the same as a table for those who cannot see it. */
export function TimeChart({ height, label, ...values }: TimeChartProps) {
  const [asTable, setAsTable] = useState(false);
  // Another object only when one of them is another.
  const { series, kind, rangeMs, format, markers } = values;
  const now = useMemo(
    () => ({ series, kind, rangeMs, format, markers, rows: mergeSeries(series, rangeMs) }),
    [series, kind, rangeMs, format, markers],
  );
  const shown = useTurn(now);
  const Other = asTable ? ChartLine : Table2;
  const otherLabel = `${label}: show as ${asTable ? 'chart' : 'table'}`;
  return (
    <figure className="time-chart" aria-label={label}>
      <figcaption className="time-chart-head">
        <ChartLegend series={series} last={now.rows.at(-1)} format={format} />
        <ActionIcon aria-label={otherLabel} title={otherLabel} onClick={() => setAsTable(!asTable)}>
          <Other size={14} />
        </ActionIcon>
      </figcaption>
      <div style={{ height }} className="time-chart-body">
        {asTable && <ChartTable rows={now.rows} series={series} label={label} format={format} />}
        {!asTable && shown && <Chart {...shown} />}
      </div>
    </figure>
  );
}

const axis = { stroke: 'var(--line-strong)', tick: { fill: 'var(--quiet)', fontSize: 11 }, tickLine: false };

type ChartProps = Omit<TimeChartProps, 'label' | 'height'> & { rows: readonly ChartRow[] };

const Chart = memo(function Chart({ series, kind, rangeMs, format, markers = [], rows }: ChartProps) {
  const end = rows.at(-1)?.at ?? Date.now();
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={rows} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid stroke="var(--line)" vertical={false} />
        <XAxis
          {...axis}
          dataKey="at"
          type="number"
          domain={[end - rangeMs, end]}
          allowDataOverflow
          tickFormatter={(at: number) => formatClock(at).slice(0, rangeMs > 900_000 ? 5 : 8)}
          minTickGap={48}
        />
        <YAxis
          {...axis}
          axisLine={false}
          width={axisWidth(rows, kind === 'stacked', format)}
          tickFormatter={format}
          tickCount={4}
          domain={[0, 'auto']}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--line-strong)' }}
          content={({ payload }) => (
            <ChartTip row={payload?.[0]?.payload as ChartRow | undefined} series={series} format={format} />
          )}
        />
        {series.map((one) => drawn(one, kind))}
        {markers.map(({ at, label }) => (
          <ReferenceLine
            key={`${at} ${label}`}
            x={at}
            stroke="var(--quiet)"
            strokeDasharray="3 3"
            label={{
              value: label,
              // A text at the end would leave the chart.
              position: at > end - rangeMs / 4 ? 'insideTopRight' : 'insideTopLeft',
              fill: 'var(--quiet)',
              fontSize: 11,
            }}
          />
        ))}
      </ComposedChart>
    </ResponsiveContainer>
  );
});

function drawn({ id, label, color }: TimeSeries, kind: TimeChartProps['kind']) {
  // A line is an area that is not filled: Line itself measures its length at each change, which costs more than drawing it.
  const fill = { line: 0, area: 0.15, stacked: 0.35 }[kind];
  return (
    <Area
      key={id}
      dataKey={(row: ChartRow) => row.values[id] ?? null}
      name={label}
      stroke={color}
      strokeWidth={1.5}
      // Shows a point that has no neighbour to draw a line to.
      strokeLinecap="round"
      fill={fill === 0 ? 'none' : color}
      fillOpacity={fill}
      stackId={kind === 'stacked' ? 'all' : undefined}
      type="linear"
      dot={false}
      activeDot={{ r: 3 }}
      isAnimationActive={false}
    />
  );
}
