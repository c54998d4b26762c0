import type { Timetable } from '../run/timetable';

/** Share of the gateway's limit that is used. */
const used = 0.8;

/** Keeps the frames of one socket below what its gateway lets pass. */
export class Pace {
  #perSecond = 100;
  #saved = 100;
  #at = 0;

  constructor(private readonly timetable: Timetable) {}

  /** The gateway lets so many frames a second pass. */
  limit(perSecond: number): void {
    this.#perSecond = perSecond * used;
    this.#saved = this.#perSecond;
    this.#at = this.timetable.now;
  }

  /** Whether one more may be sent now. */
  take(): boolean {
    const { now } = this.timetable;
    const gained = ((now - this.#at) / 1000) * this.#perSecond;
    this.#saved = Math.min(this.#perSecond, this.#saved + gained);
    this.#at = now;
    if (this.#saved < 1) return false;
    this.#saved -= 1;
    return true;
  }
}
