const units = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** A time as a person writes it: the largest unit in which it is short and exact. */
export function spanText(ms: number): string | number {
  for (const [unit, size] of units) {
    const amount = ms / size;
    const exact = /^\d+(\.\d{1,3})?$/.test(String(amount)) && amount * size === ms;
    if (ms >= size && exact && (unit === 's' || Number.isInteger(amount))) return `${amount}${unit}`;
  }
  return /^\d+(\.\d+)?$/.test(String(ms)) ? `${ms}ms` : ms;
}

/** The same for messages: `5 s`, `250 ms`. */
export function spanWords(ms: number): string {
  return String(spanText(Math.round(ms))).replace(/(?<=\d)(?=[a-z])/, ' ');
}
