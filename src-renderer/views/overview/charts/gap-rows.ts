import type { ChartRow } from '../../../components/chart-rows';

/** The space between two lines: from where to where, and which is above. */
export interface Gap {
  at: number;
  /** Where the first line is above the second; null elsewhere. */
  more: [low: number, high: number] | null;
  /** Where it is below. */
  less: [low: number, high: number] | null;
  /** Of a row that only marks where the lines cross: the row before it, whose values are measured. */
  measured?: ChartRow;
}

/** The space between the lines `a` and `b` of a chart, split where they cross so that neither colour runs over. */
export function gapRows(rows: readonly ChartRow[], a: string, b: string): (ChartRow & Gap)[] {
  const result: (ChartRow & Gap)[] = [];
  for (const row of rows) {
    const before = result.at(-1);
    const crossing = before && crossingOf(before, row, a, b);
    if (crossing) result.push(crossing);
    const [first, second] = [row.values[a], row.values[b]];
    const known = typeof first === 'number' && typeof second === 'number';
    result.push({
      ...row,
      more: known && first >= second ? [second, first] : null,
      less: known && first <= second ? [first, second] : null,
    });
  }
  return result;
}

/** Where the two lines meet between two rows; null when they do not cross there. */
function crossingOf(before: ChartRow, after: ChartRow, a: string, b: string): (ChartRow & Gap) | null {
  const [a0, b0, a1, b1] = [before.values[a], before.values[b], after.values[a], after.values[b]];
  if (typeof a0 !== 'number' || typeof b0 !== 'number' || typeof a1 !== 'number' || typeof b1 !== 'number')
    return null;
  if ((a0 - b0) * (a1 - b1) >= 0) return null;
  const share = (a0 - b0) / (a0 - b0 - (a1 - b1));
  const at = before.at + share * (after.at - before.at);
  const value = a0 + share * (a1 - a0);
  return {
    at,
    values: { [a]: value, [b]: value },
    more: [value, value],
    less: [value, value],
    measured: before,
  };
}
