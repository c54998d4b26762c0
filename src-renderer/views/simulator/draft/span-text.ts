const units: readonly [number, string][] = [
  [3_600_000, 'h'],
  [60_000, 'm'],
  [1000, 's'],
];

/** Milliseconds as a scenario writes them: `800ms`, `1.5s`, `10m`. */
export function spanText(ms: number): string {
  // One decimal at most reads better than another unit would.
  const [size, unit] = units.find(
    ([one]) => ms >= one && (ms / one) * 10 === Math.round((ms / one) * 10),
  ) ?? [1, 'ms'];
  return `${ms / size}${unit}`;
}
