/** One line of a chart. */
export interface TimeSeries {
  id: string;
  label: string;
  /** A CSS colour: `var(--state-waiting)`. */
  color: string;
  /** Oldest first. `at` is epoch ms; null = not known then. */
  points: readonly { at: number; value: number | null }[];
}

/** All values of one moment. */
export interface ChartRow {
  at: number;
  values: Record<string, number | null>;
}

/** Puts the series' points of the last `rangeMs` (counted back from the newest point) side by side, oldest first. */
export function mergeSeries(series: readonly TimeSeries[], rangeMs: number): ChartRow[] {
  const newest = Math.max(...series.map(({ points }) => points.at(-1)?.at ?? 0));
  const rows = new Map<number, ChartRow>();
  for (const { id, points } of series) {
    for (const { at, value } of points) {
      if (at < newest - rangeMs) continue;
      const row = rows.get(at) ?? { at, values: {} };
      row.values[id] = value;
      rows.set(at, row);
    }
  }
  return [...rows.values()].sort((a, b) => a.at - b.at);
}

/** Pixels of one character of an axis, and of the room beside it. */
const characterPx = 6.5;
const besidePx = 12;

/**
 * Room for the longest value an axis from 0 to its highest is likely to show, CSS px. Measuring the texts themselves
 * would lay the chart out twice.
 * @param stacked the values of one moment add up
 */
export function axisWidth(
  rows: readonly ChartRow[],
  stacked: boolean,
  format: (value: number) => string,
): number {
  let top = 0;
  for (const { values } of rows) {
    const known = Object.values(values).filter((value) => value !== null);
    const highest = stacked ? known.reduce((sum, value) => sum + value, 0) : Math.max(0, ...known);
    top = Math.max(top, highest);
  }
  // What is between may be longer than the highest: `50 s` lies below `1 min`.
  const texts = [top, top / 3, (top * 2) / 3].map((value) => format(Number(value.toPrecision(2))));
  const longest = Math.max(...texts.map((text) => text.length));
  return Math.max(40, Math.ceil(longest * characterPx + besidePx));
}
