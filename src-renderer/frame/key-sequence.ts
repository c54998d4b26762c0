/** What a key press came to. */
type Press = { kind: 'hit'; sequence: string } | { kind: 'begun' } | { kind: 'miss' };

/** How long after `g` the second key still belongs to it; ms. */
const sequenceMs = 1_200;

/** Puts key presses together into sequences such as `g o`. */
export class KeySequence {
  #begun: { key: string; at: number } | null = null;

  /**
   * @param sequences all that are known now: `r`, `g o`
   * @param at when it was pressed, ms
   */
  press(key: string, sequences: ReadonlySet<string>, at: number): Press {
    const begun = this.#begun && at - this.#begun.at <= sequenceMs ? this.#begun.key : null;
    this.#begun = null;
    if (begun !== null && sequences.has(`${begun} ${key}`))
      return { kind: 'hit', sequence: `${begun} ${key}` };
    for (const sequence of sequences) {
      if (!sequence.startsWith(`${key} `)) continue;
      this.#begun = { key, at };
      return { kind: 'begun' };
    }
    return sequences.has(key) ? { kind: 'hit', sequence: key } : { kind: 'miss' };
  }
}
