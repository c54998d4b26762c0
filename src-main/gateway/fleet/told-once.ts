/** How many are remembered. */
const most = 1000;

/** What a machine has been told and need not hear again; the oldest are forgotten. */
export class ToldOnce {
  readonly #told = new Set<string>();

  has(what: string): boolean {
    return this.#told.has(what);
  }

  /** True the first time. */
  add(what: string): boolean {
    if (this.#told.has(what)) return false;
    this.#told.add(what);
    if (this.#told.size > most) this.#told.delete(this.#told.values().next().value as string);
    return true;
  }
}
