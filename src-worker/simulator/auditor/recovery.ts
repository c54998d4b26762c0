const calmWindow = 10;

/** How long a backlog that machine faults left behind takes to go: from the end of the last fault until no more jobs wait than before the first. */
export class Recovery {
  /** The longest that took, ms; null before the first. */
  longest: number | null = null;
  readonly #on = new Set<string>();
  /** Depths before the faults. */
  readonly #calm: number[] = [];
  #before: number | null = null;
  #overSince: number | null = null;
  #waiting = 0;

  fault(kind: string, machine: string, on: boolean, at: number): void {
    const key = `${kind} ${machine}`;
    if (on) {
      this.#on.add(key);
      this.#before ??= Math.max(0, ...this.#calm);
      this.#overSince = null;
      return;
    }
    this.#on.delete(key);
    if (this.#on.size === 0 && this.#before !== null) this.#overSince = at;
  }

  depth(waiting: number, at: number): void {
    this.#waiting = waiting;
    if (this.#before === null) {
      this.#calm.push(waiting);
      if (this.#calm.length > calmWindow) this.#calm.shift();
      return;
    }
    if (this.#overSince === null || waiting > this.#before) return;
    this.longest = Math.max(this.longest ?? 0, at - this.#overSince);
    this.#before = null;
    this.#overSince = null;
  }

  /** How long a backlog has been waited for since its last fault, ms; null when none is. */
  pending(at: number): number | null {
    return this.#overSince === null ? null : at - this.#overSince;
  }

  /** Faults go on. */
  get underWay(): boolean {
    return this.#before !== null && this.#overSince === null;
  }

  /** More jobs wait than before the first fault. */
  get hasBacklog(): boolean {
    return this.#before !== null && this.#waiting > this.#before;
  }
}
