import type { SimulationReport } from '../../../src-core/protocol/simulator';

export type Violation = SimulationReport['violations'][number];

export const invariants = ['I1', 'I2', 'I3', 'I4', 'I5', 'I6'] as const;
export type Invariant = (typeof invariants)[number];

const kept = 1000;

/** Breaches of the engine's invariants: the first thousand, and how many of each there were. */
export class Violations {
  readonly list: Violation[] = [];
  readonly #counts = new Map<Invariant, number>();
  readonly #first = new Map<Invariant, Violation>();
  readonly #told = new Set<string>();
  readonly #onViolation: ((violation: Violation) => void) | undefined;

  constructor(onViolation?: (violation: Violation) => void) {
    this.#onViolation = onViolation;
  }

  /** Notes a breach; the same one of the same job once. */
  add(invariant: Invariant, at: number, jobId: string | null, text: string): void {
    const key = `${invariant} ${jobId} ${text}`;
    if (this.#told.has(key)) return;
    if (this.#told.size < 10 * kept) this.#told.add(key);
    const violation = { at, invariant, jobId, text };
    this.#counts.set(invariant, this.count(invariant) + 1);
    if (!this.#first.has(invariant)) this.#first.set(invariant, violation);
    if (this.list.length >= kept) return;
    this.list.push(violation);
    this.#onViolation?.(violation);
  }

  count(invariant: Invariant): number {
    return this.#counts.get(invariant) ?? 0;
  }

  first(invariant: Invariant): Violation | undefined {
    return this.#first.get(invariant);
  }
}
