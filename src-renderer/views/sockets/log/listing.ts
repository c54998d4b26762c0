import type { LoggedFrame } from './frames';
import type { Matches } from './filter';

/**
 * The frames that are shown: those of the log that match, oldest first. Kept up with the log frame by frame; `rows` stays
 * the same array, so that 100,000 rows are not copied for each that comes.
 */
export class Listing {
  readonly rows: LoggedFrame[];
  /** When the first of them was; null without any. Stays when that one goes. */
  origin: number | null;
  /** `seq` of the newest frame that was looked at; 0 = none. */
  lastSeq: number;
  /** How often rows changed other than at an end. */
  amendments = 0;

  constructor(
    frames: readonly LoggedFrame[],
    readonly matches: Matches,
  ) {
    this.rows = frames.filter(matches);
    this.origin = this.rows[0]?.at ?? null;
    this.lastSeq = frames.at(-1)?.seq ?? 0;
  }

  add(frames: readonly LoggedFrame[]): void {
    for (const frame of frames) if (this.matches(frame)) this.rows.push(frame);
    this.origin ??= this.rows[0]?.at ?? null;
    this.lastSeq = frames.at(-1)?.seq ?? this.lastSeq;
  }

  /** Takes a frame that is known better by now in the place of what it was. */
  amend(frame: LoggedFrame): void {
    if (frame.seq > this.lastSeq) return;
    const at = this.#placeOf(frame.seq);
    const listed = this.rows[at]?.seq === frame.seq;
    this.amendments += 1;
    if (this.matches(frame)) this.rows.splice(at, listed ? 1 : 0, frame);
    else if (listed) this.rows.splice(at, 1);
  }

  /** Takes out what is older than this `seq`. Answers how many rows went. */
  dropBefore(seq: number): number {
    const gone = this.#placeOf(seq);
    if (gone > 0) this.rows.splice(0, gone);
    return gone;
  }

  /** Milliseconds from the row above, or from the first row there was, to a frame. */
  since({ seq, at }: Pick<LoggedFrame, 'seq' | 'at'>, from: 'previous' | 'first'): number {
    if (from === 'first') return at - (this.origin ?? at);
    return at - (this.rows[this.#placeOf(seq) - 1]?.at ?? at);
  }

  /** Index of the first row with this `seq` or a greater one. */
  #placeOf(seq: number): number {
    let [low, high] = [0, this.rows.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.rows[middle] as LoggedFrame).seq < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
