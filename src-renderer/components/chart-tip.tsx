import type { ChartRow, TimeSeries } from './chart-rows';
import { formatDateTime } from './format';

interface ChartTipProps {
  row: ChartRow | undefined;
  series: readonly TimeSeries[];
  format(value: number): string;
}

/** The exact time and values under the pointer. */
export function ChartTip({ row, series, format }: ChartTipProps) {
  if (!row) return null;
  return (
    <div className="chart-tip">
      <div className="quiet">{formatDateTime(row.at).slice(0, 19)}</div>
      {series.map(({ id, label, color }) => {
        const value = row.values[id];
        return (
          <div key={id} className="chart-tip-line">
            <span className="chart-swatch" style={{ background: color }} />
            {label}
            <strong>{typeof value === 'number' ? format(value) : '–'}</strong>
          </div>
        );
      })}
    </div>
  );
}
