import type { ChartRow, TimeSeries } from './chart-rows';
import { formatDateTime } from './format';

interface ChartTableProps {
  rows: readonly ChartRow[];
  series: readonly TimeSeries[];
  label: string;
  format(value: number): string;
}

/** A chart's values as a table, newest first. */
export function ChartTable({ rows, series, label, format }: ChartTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="chart-table" tabIndex={0} aria-label={`${label}, as a table`}>
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {series.map(({ id, label: name }) => (
              <th key={id} scope="col" className="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.toReversed().map(({ at, values }) => (
            <tr key={at}>
              <th scope="row">{formatDateTime(at).slice(0, 19)}</th>
              {series.map(({ id }) => {
                const value = values[id];
                return (
                  <td key={id} className="number">
                    {typeof value === 'number' ? format(value) : '–'}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
