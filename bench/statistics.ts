/** The middle value; the mean of the two middle ones of an even count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] as number) + upper) / 2;
}

export interface Ratio {
  /** Of the medians. */
  median: number;
  /** Of the runs of one round, the least and the greatest. */
  min: number;
  max: number;
}

/** How `ours` compares with `theirs`, taken in the same rounds. */
export function ratioOf(ours: readonly number[], theirs: readonly number[]): Ratio {
  const each = ours.map((value, round) => value / (theirs[round] as number));
  return { median: median(ours) / median(theirs), min: Math.min(...each), max: Math.max(...each) };
}
