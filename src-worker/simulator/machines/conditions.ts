import { assertNever } from '../../../src-core/protocol/assert-never';
import type { BreakKind } from '../../../src-core/protocol/simulator';
import { maxFrameBytes } from '../../../src-core/protocol/limits';
import type { KeptLink } from '../net/kept-link';
import type { Appointment, Timetable } from '../run/timetable';

/** In a storm it is connected for so long, and away for so long, ms. */
const stormUpMs = 100;
const stormAwayMs = 50;

/** What a condition does to its machine. */
export interface Sufferer {
  link: KeptLink;
  timetable: Timetable;
  /** It loses all it runs. */
  forgetAll(): void;
  hang(on: boolean): void;
  /** The fault begins or is over. */
  changed(kind: BreakKind, on: boolean): void;
}

/** What is wrong with a machine now, and until when. */
export class Conditions {
  /** How far its clock is ahead, ms. */
  clockMs = 0;
  readonly #ends = new Map<BreakKind, Appointment>();
  #storm: Appointment | null = null;

  constructor(private readonly of: Sufferer) {}

  has(kind: BreakKind): boolean {
    return this.#ends.has(kind);
  }

  /** The one that began last. */
  get newest(): BreakKind | null {
    return [...this.#ends.keys()].at(-1) ?? null;
  }

  /** Begins one, or goes on with it, for so long; ms. */
  begin(kind: BreakKind, forMs: number, offsetMs = 3_600_000): void {
    const before = this.#ends.get(kind);
    before?.cancel();
    this.#ends.set(
      kind,
      this.of.timetable.after(forMs, () => this.#end(kind)),
    );
    if (!before) this.of.changed(kind, true);
    this.#apply(kind, forMs, offsetMs);
  }

  /** Ends all of them. */
  clear(): void {
    for (const [kind, end] of this.#ends) {
      end.cancel();
      this.#end(kind);
    }
  }

  #apply(kind: BreakKind, forMs: number, offsetMs: number): void {
    const { link, forgetAll, hang } = this.of;
    switch (kind) {
      case 'down':
      case 'crash':
        forgetAll();
        return link.away('cut', forMs);
      case 'disconnect':
        if (!this.#isDown) link.away('close', forMs);
        return;
      case 'reconnect_storm':
        return this.#blow();
      case 'half_open':
        return link.mute(true);
      case 'slow_reader':
        return link.read(false);
      case 'clock_skew':
        this.clockMs = offsetMs;
        return;
      case 'hang':
        return hang(true);
      case 'malformed_frame':
        link.sendText('{"type":"heartbeat","workers":', { type: 'malformed' });
        return;
      case 'oversized_frame':
        link.sendText('x'.repeat(maxFrameBytes + 1), { type: 'oversized', bytes: maxFrameBytes + 1 });
        return;
      case 'skip_heartbeat':
      case 'slow_heartbeat':
        return;
      default:
        return assertNever(kind);
    }
  }

  #end(kind: BreakKind): void {
    this.#ends.delete(kind);
    const { link, hang } = this.of;
    if (kind === 'half_open') link.mute(false);
    else if (kind === 'slow_reader') link.read(true);
    else if (kind === 'clock_skew') this.clockMs = 0;
    else if (kind === 'hang') hang(false);
    else if (kind === 'reconnect_storm') this.#storm?.cancel();
    if (!this.#isDown && !this.has('disconnect')) link.back();
    this.of.changed(kind, false);
  }

  get #isDown(): boolean {
    return this.has('down') || this.has('crash');
  }

  #blow(): void {
    this.#storm?.cancel();
    if (!this.#isDown) this.of.link.away('cut', stormAwayMs);
    this.#storm = this.of.timetable.after(stormUpMs + stormAwayMs, () => this.#blow());
  }
}
