import { equalJson } from '../matching/equal-json';

/** Beyond so many comparisons only the beginning and the end are looked at. */
const mostComparisons = 250_000;

/** Places of the items that two lists have in common, in order: the longest such row. */
export function commonItems(a: readonly unknown[], b: readonly unknown[]): [number, number][] {
  let head = 0;
  while (head < a.length && head < b.length && equalJson(a[head], b[head])) head += 1;
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    equalJson(a[a.length - 1 - tail], b[b.length - 1 - tail])
  )
    tail += 1;
  const [from, aEnd, bEnd] = [head, a.length - tail, b.length - tail];
  const middle =
    (aEnd - from) * (bEnd - from) > mostComparisons
      ? []
      : longestRow(a.slice(from, aEnd), b.slice(from, bEnd)).map(([x, y]): [number, number] => [
          x + from,
          y + from,
        ]);
  return [
    ...Array.from({ length: head }, (_, n): [number, number] => [n, n]),
    ...middle,
    ...Array.from({ length: tail }, (_, n): [number, number] => [aEnd + n, bEnd + n]),
  ];
}

function longestRow(a: readonly unknown[], b: readonly unknown[]): [number, number][] {
  // lengths[i][j]: of the longest row in a from i and b from j on.
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = lengths[i] as number[];
      row[j] = equalJson(a[i], b[j]) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  const row: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (equalJson(a[i], b[j])) {
      row.push([i, j]);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return row;
}
