import { ActionIcon } from '@mantine/core';
import { ChartLine, Table2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { ChartLegend } from './chart-legend';
import type { ChartRow, TimeSeries } from './chart-rows';
import { ChartTable } from './chart-table';

interface ChartFigureProps {
  /** What it shows: `Waiting jobs by state`. */
  label: string;
  series: readonly TimeSeries[];
  rows: readonly ChartRow[];
  format(value: number): string;
  /** CSS px. */
  height: number;
  /** The chart; nothing while its turn to be drawn has not come. */
  children: ReactNode;
}

/** What stands around a chart: its legend, and the same as a table for those who cannot see it. */
export function ChartFigure({ label, series, rows, format, height, children }: ChartFigureProps) {
  const [asTable, setAsTable] = useState(false);
  const Other = asTable ? ChartLine : Table2;
  const otherLabel = `${label}: show as ${asTable ? 'chart' : 'table'}`;
  return (
    <figure className="time-chart" aria-label={label}>
      <figcaption className="time-chart-head">
        <ChartLegend series={series} last={rows.at(-1)} format={format} />
        <ActionIcon aria-label={otherLabel} title={otherLabel} onClick={() => setAsTable(!asTable)}>
          <Other size={14} />
        </ActionIcon>
      </figcaption>
      <div style={{ height }} className="time-chart-body">
        {asTable ? <ChartTable rows={rows} series={series} label={label} format={format} /> : children}
      </div>
    </figure>
  );
}
