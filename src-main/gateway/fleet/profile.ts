/** Slots asked for at first, and at most; each claim that got all it asked for doubles it. */
const firstWant = 8;
const mostWanted = 100;

/** What stands in a line. */
interface Slotted {
  freeSlots(): number;
}

/** The workers that serve the same classes: equals. */
export class Profile<Worker extends Slotted> {
  readonly #line = new Set<Worker>();
  /** How many jobs the next claim asks for. */
  want = firstWant;
  /** The claim under way, if any. */
  claim: Promise<void> | null = null;
  /** Classes it has slots left for when that claim is answered: less scarce workers than others, so it goes first. */
  reserved: readonly number[] = [];

  constructor(readonly served: readonly number[]) {}

  /** Those with a free slot, the one whose turn it is first. */
  get line(): Worker[] {
    return [...this.#line];
  }

  get hasFree(): boolean {
    return this.#line.size > 0;
  }

  /** Puts a worker into the line, or out of it, as its free slots tell. */
  lineUp(worker: Worker): void {
    if (worker.freeSlots() > 0) this.#line.add(worker);
    else this.#line.delete(worker);
  }

  /** It was given a job: the others go first now. */
  toEnd(worker: Worker): void {
    this.#line.delete(worker);
    this.lineUp(worker);
  }

  remove(worker: Worker): void {
    this.#line.delete(worker);
  }

  /** Whose turn it is: a name a slot, `max` at most, each worker's second slot after all others' first. */
  next(max: number): Worker[] {
    const turn: Worker[] = [];
    for (let round = 0; turn.length < max; round += 1) {
      const before = turn.length;
      for (const worker of this.#line) {
        if (worker.freeSlots() <= round) continue;
        turn.push(worker);
        if (turn.length === max) break;
      }
      if (turn.length === before) break;
    }
    return turn;
  }

  /** Notes whether a claim got all it asked for. */
  answered(gotAll: boolean): void {
    this.want = gotAll ? Math.min(mostWanted, this.want * 2) : firstWant;
  }
}
