import type { ExpectationResult } from '../../reports';
import { UnknownVariableError } from '../../templates/template-error';
import type { Conversation } from './conversation';
import { judgeFrame, type Judgement, type Wanted } from './judge-frame';
import type { RunFrame } from './run-frame';

/** What a watch looks at. */
export interface WatchPlace {
  conversation: Conversation;
  /** What the result is called. */
  name: string;
  /** The connection that is meant when none is named; null = any. */
  on: string | null;
  /** The number of the first frame that counts. */
  from: number;
  /** When that was, ms since the run began. */
  since: number;
  /** Why nothing more comes from a connection; null while something may. */
  whyOver(connection: string | null): string | null;
  /** Variables that expectations above capture: until they have, no frame is judged. */
  pending(): string | null;
}

type Verdict = Omit<ExpectationResult, 'name' | 'tookMs'>;

/** Watches the frames of a run for what one expectation is about. */
export abstract class Watch {
  /** Resolved once the next request may go out, as far as this expectation goes. */
  readonly settled: Promise<void>;
  result: ExpectationResult | null = null;
  #settle: () => void = () => undefined;
  #isSettled = false;
  #isStopped = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #unlisten: () => void;
  /** The next frame to look at. */
  #next: number;
  /** The variable without which the next frame cannot be judged. */
  protected unknown: UnknownVariableError | null = null;

  constructor(readonly place: WatchPlace) {
    this.settled = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#next = place.from;
    this.#unlisten = place.conversation.listen(() => this.look());
  }

  /** Looks at what came since the last time. */
  look(): void {
    const { frames } = this.place.conversation;
    if (this.place.pending() !== null) return;
    while (this.result === null && this.#next < frames.length) {
      const frame = frames[this.#next] as RunFrame;
      this.#next += 1;
      if (frame.way === 'received' && !this.#saw(frame)) {
        // What is missing may be captured later: the frame is looked at again then.
        this.#next = frame.number;
        return;
      }
    }
    if (this.result === null) this.lookAtConnections();
  }

  /** Whether a frame could be judged. */
  #saw(frame: RunFrame): boolean {
    this.unknown = null;
    try {
      this.see(frame);
    } catch (error) {
      if (error instanceof UnknownVariableError) {
        this.unknown = error;
        return false;
      }
      this.decide({ passed: false, message: (error as Error).message });
    }
    return true;
  }

  /** From now on it has so much time; ms. */
  giveTime(ms: number): void {
    if (this.#isSettled) return;
    this.#timer = setTimeout(() => this.expire(), ms);
  }

  /** The run is over. */
  finish(): void {
    if (this.result === null && !this.#isStopped) this.expire();
  }

  /** Ends it; without a result when there is none yet. */
  stop(): void {
    this.#isStopped = true;
    this.#unlisten();
    this.settle();
  }

  /** Judges a frame that was received. */
  protected abstract see(frame: RunFrame): void;

  /** Its time, or the run, is over. */
  protected abstract expire(): void;

  /** Decides when nothing more can come. */
  protected lookAtConnections(): void {}

  /** Whether a frame is one of these. */
  protected judge(frame: RunFrame, wanted: Wanted): Judgement | null {
    const on = wanted.on ?? this.place.on;
    if (on !== null && frame.connection !== on) return null;
    return judgeFrame(frame, wanted, this.place.conversation.scope);
  }

  /** It may go on to look, but the next request need not wait for it. */
  protected settle(): void {
    this.#isSettled = true;
    clearTimeout(this.#timer);
    this.#settle();
  }

  protected decide(verdict: Verdict): void {
    if (this.result !== null) return;
    const { name, since, conversation } = this.place;
    this.result = { name, ...verdict, tookMs: Math.round(conversation.elapsed() - since) };
    this.stop();
  }

  /** Why no frame can be judged, if so. */
  protected hindrance(): string | null {
    const pending = this.place.pending();
    if (pending !== null) return `{{${pending}}} was not captured, so no frame could be judged`;
    return this.unknown?.message ?? null;
  }
}
