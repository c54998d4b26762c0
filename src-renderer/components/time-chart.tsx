import { memo, useMemo } from 'react';
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
import { chartMargin, timeAxis, valueAxis } from './chart-axes';
import { ChartFigure } from './chart-figure';
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
  // Another object only when one of them is another.
  const { series, kind, rangeMs, format, markers } = values;
  const now = useMemo(
    () => ({ series, kind, rangeMs, format, markers, rows: mergeSeries(series, rangeMs) }),
    [series, kind, rangeMs, format, markers],
  );
  const shown = useTurn(now);
  return (
    <ChartFigure label={label} series={series} rows={now.rows} format={format} height={height}>
      {shown && <Chart {...shown} />}
    </ChartFigure>
  );
}

type ChartProps = Omit<TimeChartProps, 'label' | 'height'> & { rows: readonly ChartRow[] };

const Chart = memo(function Chart({ series, kind, rangeMs, format, markers = [], rows }: ChartProps) {
  const end = rows.at(-1)?.at ?? Date.now();
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={rows} margin={chartMargin} accessibilityLayer={false}>
        <CartesianGrid stroke="var(--line)" vertical={false} />
        <XAxis {...timeAxis(end, rangeMs)} />
        <YAxis {...valueAxis(format)} width={axisWidth(rows, kind === 'stacked', format)} />
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
