/** Something that is going to happen; `cancel` may be called at any time. */
export interface Appointment {
  cancel(): void;
}

interface Entry extends Appointment {
  at: number;
  order: number;
  action: (() => void) | null;
}

/**
 * Many things to do in time with one timer of the system. Its clock runs from `start` and stands still while it is held.
 */
export class Timetable {
  /** A binary heap by time, then by the order of making. */
  readonly #heap: Entry[] = [];
  #made = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  /** Steady time at which the clock said 0; null while it stands. */
  #zero: number | null = null;
  #stoodAt = 0;

  /** ms on its clock */
  get now(): number {
    return this.#zero === null ? this.#stoodAt : performance.now() - this.#zero;
  }

  /** Lets the clock run, from 0 or from where it was held. */
  start(): void {
    if (this.#zero !== null) return;
    this.#zero = performance.now() - this.#stoodAt;
    this.#arm();
  }

  /** Stops the clock; what is due waits. */
  hold(): void {
    this.#stoodAt = this.now;
    this.#zero = null;
    this.#disarm();
  }

  /** Forgets everything and stops the clock. */
  clear(): void {
    this.hold();
    this.#heap.length = 0;
  }

  /** Does `action` when the clock says `at`; at once, but not within this call, when it is past. */
  at(at: number, action: () => void): Appointment {
    this.#made += 1;
    const entry: Entry = {
      at,
      order: this.#made,
      action,
      cancel: () => {
        entry.action = null;
      },
    };
    this.#heap.push(entry);
    this.#rise(this.#heap.length - 1);
    if (at < this.#timerAt) this.#arm();
    return entry;
  }

  /** Does `action` in `ms`. */
  after(ms: number, action: () => void): Appointment {
    return this.at(this.now + ms, action);
  }

  #arm(): void {
    this.#disarm();
    const next = this.#heap[0];
    if (!next || this.#zero === null) return;
    this.#timerAt = next.at;
    // Longer than setTimeout can wait: it is then armed again.
    this.#timer = setTimeout(() => this.#due(), Math.min(2 ** 31 - 1, Math.max(0, next.at - this.now)));
  }

  #disarm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#timerAt = Number.POSITIVE_INFINITY;
  }

  #due(): void {
    // What is made meanwhile arms no timer of its own: one follows at the end.
    this.#timerAt = Number.NEGATIVE_INFINITY;
    const now = this.now;
    const last = this.#made;
    for (let next = this.#heap[0]; next && next.at <= now + 0.5; next = this.#heap[0]) {
      // Made by what was just done and due at once: the others have a turn first.
      if (next.order > last || this.#zero === null) break;
      this.#takeFirst();
      next.action?.();
    }
    this.#arm();
  }

  #takeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop() as Entry;
    if (heap.length === 0) return;
    heap[0] = last;
    this.#sink();
  }

  #rise(place: number): void {
    const heap = this.#heap;
    let at = place;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(heap[at] as Entry, heap[above] as Entry)) return;
      [heap[at], heap[above]] = [heap[above] as Entry, heap[at] as Entry];
      at = above;
    }
  }

  #sink(): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= heap.length) return;
      const right = left + 1;
      const least = right < heap.length && isBefore(heap[right] as Entry, heap[left] as Entry) ? right : left;
      if (!isBefore(heap[least] as Entry, heap[at] as Entry)) return;
      [heap[at], heap[least]] = [heap[least] as Entry, heap[at] as Entry];
      at = least;
    }
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
