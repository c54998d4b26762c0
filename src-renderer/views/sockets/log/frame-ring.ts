/** Numbered things, the oldest of which go: adding, dropping and finding one takes the same short time however many there are. */
export class FrameRing<Item extends { seq: number }> {
  readonly #slots: (Item | undefined)[] = [];
  #first = 0;
  #length = 0;

  /** @param capacity holds so many */
  constructor(private readonly capacity: number) {}

  get length(): number {
    return this.#length;
  }

  /** Adds one, whose `seq` is one more than the last one's. Answers what had to go for it. */
  push(item: Item): Item | undefined {
    const dropped = this.#length === this.capacity ? this.shift() : undefined;
    this.#slots[this.#slot(this.#length)] = item;
    this.#length += 1;
    return dropped;
  }

  /** Drops the oldest. */
  shift(): Item | undefined {
    if (this.#length === 0) return undefined;
    const item = this.#slots[this.#first];
    this.#slots[this.#first] = undefined;
    this.#first = (this.#first + 1) % this.capacity;
    this.#length -= 1;
    return item;
  }

  /** The oldest one. */
  get first(): Item | undefined {
    return this.#slots[this.#first];
  }

  /** Puts another in the place of the one with its `seq`; false when that has gone. */
  replace(item: Item): boolean {
    const at = item.seq - (this.first?.seq ?? Number.POSITIVE_INFINITY);
    if (at < 0 || at >= this.#length) return false;
    this.#slots[this.#slot(at)] = item;
    return true;
  }

  /** Those with this `seq` or a greater one, oldest first. */
  from(seq: number): Item[] {
    const found: Item[] = [];
    const skipped = Math.max(0, seq - (this.first?.seq ?? 0));
    for (let at = skipped; at < this.#length; at += 1) found.push(this.#slots[this.#slot(at)] as Item);
    return found;
  }

  clear(): void {
    this.#slots.length = 0;
    this.#first = 0;
    this.#length = 0;
  }

  #slot(at: number): number {
    return (this.#first + at) % this.capacity;
  }
}
