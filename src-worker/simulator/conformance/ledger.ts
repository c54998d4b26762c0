import { type RuleId, type RuleResult, rules } from './rules';

/** What was seen of each rule. A breach counts more than any number of times it was kept. */
export class Ledger {
  readonly #seen = new Map<RuleId, number>();
  readonly #breaches = new Map<RuleId, { first: string; count: number }>();
  readonly #notes = new Map<RuleId, string>();

  constructor(private readonly onBroken: (result: RuleResult) => void) {}

  /** The rule was put to the test, and held this time. */
  saw(id: RuleId): void {
    this.#seen.set(id, (this.#seen.get(id) ?? 0) + 1);
  }

  broke(id: RuleId, how: string): void {
    const earlier = this.#breaches.get(id);
    if (earlier) earlier.count += 1;
    else {
      this.#breaches.set(id, { first: how, count: 1 });
      this.onBroken(this.result(id));
    }
  }

  /** Why it could not be put to the test. */
  note(id: RuleId, why: string): void {
    this.#notes.set(id, why);
  }

  isBroken(id: RuleId): boolean {
    return this.#breaches.has(id);
  }

  result(id: RuleId): RuleResult {
    const rule = rules.find((one) => one.id === id) as (typeof rules)[number];
    const breach = this.#breaches.get(id);
    if (breach) {
      const more = breach.count > 1 ? ` (${breach.count} times)` : '';
      return { ...rule, outcome: 'broken', detail: breach.first + more };
    }
    const seen = this.#seen.get(id) ?? 0;
    if (seen > 0)
      return { ...rule, outcome: 'kept', detail: `seen ${seen} ${seen === 1 ? 'time' : 'times'}` };
    return { ...rule, outcome: 'not seen', detail: this.#notes.get(id) ?? 'nothing put it to the test' };
  }

  results(): RuleResult[] {
    return rules.map(({ id }) => this.result(id));
  }
}
