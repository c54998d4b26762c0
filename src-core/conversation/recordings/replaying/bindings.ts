import type { Recording } from '../../recording';
import { createScope, type Scope } from '../../templates/scope';
import { madeOf } from '../masking/stand-ins';

/** What the stand-ins of a recording stand for in one replay. */
export class Bindings {
  readonly #values: Record<string, unknown>;
  /** For filling in what is sent. */
  readonly scope: Scope;

  /** @param given values that are known beforehand; secrets must be */
  constructor({ values }: Pick<Recording, 'values'>, given: Readonly<Record<string, unknown>>) {
    const made = Object.entries(values)
      .filter(([, { chosenBy }]) => chosenBy === 'client')
      .map(([name, { form }]) => [name, madeOf(form ?? '**********')]);
    this.#values = { ...Object.fromEntries(made), ...given };
    this.scope = createScope(() => this.#values);
  }

  get(name: string): unknown {
    return Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  add(values: ReadonlyMap<string, unknown>): void {
    for (const [name, value] of values) this.#values[name] = value;
  }
}

/** Stand-ins for secrets that are not among the given values. */
export function secretsMissing(
  { values }: Pick<Recording, 'values'>,
  given: Readonly<Record<string, unknown>>,
): string[] {
  return Object.entries(values)
    .filter(([name, { chosenBy }]) => chosenBy === 'secret' && given[name] === undefined)
    .map(([name]) => name);
}
