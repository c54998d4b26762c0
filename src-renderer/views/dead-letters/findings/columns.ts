import type { JobView } from '../../../../src-core/protocol/http';
import { type FieldValue, fieldsOf } from './job-fields';

/** One field over many jobs. */
export interface Column {
  /** How many jobs hold each value. */
  values: Map<FieldValue, number>;
  /** How many jobs have the field at all. */
  present: number;
  /** Its numbers in the order the jobs were created. */
  numbers: number[];
}

/** Every field that occurs in any of the jobs. */
export function columnsOf(jobs: JobView[]): Map<string, Column> {
  const columns = new Map<string, Column>();
  const byAge = [...jobs].sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
  for (const job of byAge) {
    for (const [field, value] of fieldsOf(job)) {
      const column: Column = columns.get(field) ?? { values: new Map(), present: 0, numbers: [] };
      column.values.set(value, (column.values.get(value) ?? 0) + 1);
      column.present += 1;
      if (typeof value === 'number') column.numbers.push(value);
      columns.set(field, column);
    }
  }
  return columns;
}

/** The most frequent value and how many jobs hold it. */
export function mostFrequent(column: Column): { value: FieldValue; count: number } {
  let best: { value: FieldValue; count: number } = { value: null, count: 0 };
  for (const [value, count] of column.values) if (count > best.count) best = { value, count };
  return best;
}

/** The least and the greatest of a field that holds a number in each of `count` jobs; undefined for others. */
export function rangeOf(column: Column, count: number): [number, number] | undefined {
  if (count === 0 || column.numbers.length !== count) return undefined;
  return [Math.min(...column.numbers), Math.max(...column.numbers)];
}

/** Whether the numbers rise or fall with time, as counters, ids and clocks do: their range says when, not why. */
export function followsTime({ numbers }: Column): boolean {
  let up = 0;
  let down = 0;
  for (let n = 1; n < numbers.length; n += 1) {
    const step = (numbers[n] as number) - (numbers[n - 1] as number);
    if (step > 0) up += 1;
    if (step < 0) down += 1;
  }
  return up + down > 0 && Math.max(up, down) / (up + down) >= 0.8;
}

/** Whether nearly every job holds another value, as ids do. */
export function isIdLike(column: Column): boolean {
  return column.present > 1 && column.values.size / column.present > 0.8;
}
