import type { SimulationReport } from '../../../src-core/protocol/simulator';

export type Spread = SimulationReport['wait'];

/** Percentiles of a growing list, worked out again only when it has grown. */
export class GrowingSpread {
  readonly #values: readonly number[];
  #seen = 0;
  #spread: Spread = null;

  constructor(values: readonly number[]) {
    this.#values = values;
  }

  get(): Spread {
    if (this.#values.length !== this.#seen) {
      this.#seen = this.#values.length;
      this.#spread = spreadOf(this.#values);
    }
    return this.#spread;
  }
}

function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] as number;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: sorted[sorted.length - 1] as number };
}
