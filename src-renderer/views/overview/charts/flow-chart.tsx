import { memo, useMemo } from 'react';
import { Area, CartesianGrid, ComposedChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { chartMargin, timeAxis, valueAxis } from '../../../components/chart-axes';
import { ChartFigure } from '../../../components/chart-figure';
import { type ChartRow, mergeSeries, type TimeSeries } from '../../../components/chart-rows';
import { ChartTip } from '../../../components/chart-tip';
import { useTurn } from '../../../components/turns';
import { type Gap, gapRows } from './gap-rows';

interface FlowChartProps {
  /** What comes in and what goes out, in this order. */
  series: readonly [TimeSeries, TimeSeries];
  rangeMs: number;
  label: string;
  format(value: number): string;
  /** CSS px. */
  height: number;
}

/** What comes in against what goes out; the space between is what piles up, or what is worked off. */
export function FlowChart({ series, rangeMs, label, format, height }: FlowChartProps) {
  // Another object only when one of them is another.
  const now = useMemo(
    () => ({ series, rangeMs, format, rows: mergeSeries(series, rangeMs) }),
    [series, rangeMs, format],
  );
  const shown = useTurn(now);
  return (
    <ChartFigure label={label} series={series} rows={now.rows} format={format} height={height}>
      {shown && <Lines {...shown} />}
    </ChartFigure>
  );
}

const still = { isAnimationActive: false, type: 'linear', dot: false } as const;
const shade = { ...still, stroke: 'none', activeDot: false, tooltipType: 'none' } as const;

/** Only what was measured is told on hover. */
function measured(row: (ChartRow & Gap) | undefined): ChartRow | undefined {
  return row?.measured ?? row;
}

type LinesProps = Pick<FlowChartProps, 'series' | 'rangeMs' | 'format'> & { rows: readonly ChartRow[] };

const Lines = memo(function Lines({ rows, series, rangeMs, format }: LinesProps) {
  const [first, second] = series;
  const data = useMemo(() => gapRows(rows, first.id, second.id), [rows, first.id, second.id]);
  const end = rows.at(-1)?.at ?? Date.now();
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={data} margin={chartMargin} accessibilityLayer={false}>
        <CartesianGrid stroke="var(--line)" vertical={false} />
        <XAxis {...timeAxis(end, rangeMs)} />
        <YAxis {...valueAxis(format)} width="auto" />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--line-strong)' }}
          content={({ payload }) => (
            <ChartTip row={measured(payload?.[0]?.payload)} series={series} format={format} />
          )}
        />
        <Area {...shade} dataKey={(row: Gap) => row.more} fill="var(--warn)" fillOpacity={0.3} />
        <Area {...shade} dataKey={(row: Gap) => row.less} fill="var(--good)" fillOpacity={0.2} />
        {series.map(({ id, label, color }) => (
          <Area
            {...still}
            key={id}
            dataKey={(row: ChartRow) => row.values[id] ?? null}
            name={label}
            stroke={color}
            strokeWidth={1.5}
            strokeLinecap="round"
            fill="none"
            activeDot={{ r: 3 }}
          />
        ))}
      </ComposedChart>
    </ResponsiveContainer>
  );
});
