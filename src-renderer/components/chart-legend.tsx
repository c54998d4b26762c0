import type { ChartRow, TimeSeries } from './chart-rows';

interface ChartLegendProps {
  series: readonly TimeSeries[];
  last: ChartRow | undefined;
  format(value: number): string;
}

/** The names of a chart's lines with their newest values. */
export function ChartLegend({ series, last, format }: ChartLegendProps) {
  return (
    <ul className="chart-legend">
      {series.map(({ id, label, color }) => {
        const value = last?.values[id];
        return (
          <li key={id}>
            <span className="chart-swatch" style={{ background: color }} aria-hidden="true" />
            {label} {typeof value === 'number' && <strong>{format(value)}</strong>}
          </li>
        );
      })}
    </ul>
  );
}
