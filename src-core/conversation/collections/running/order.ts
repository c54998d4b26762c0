import type { FrameMatch } from '../../collection';
import { matchName } from '../names';
import { tryToJudge } from './judge-frame';
import { missingText, nearest } from './missing-text';
import type { RunFrame } from './run-frame';
import { Watch, type WatchPlace } from './watch';

/** Frames like these come in this order. */
export class OrderWatch extends Watch {
  readonly #steps: readonly FrameMatch[];
  readonly #came: RunFrame[] = [];

  constructor(place: WatchPlace, steps: readonly FrameMatch[]) {
    super(place);
    this.#steps = steps;
  }

  protected override see(frame: RunFrame): void {
    const step = this.#steps[this.#came.length];
    if (!step || !this.judge(frame, step)?.fits) return;
    this.#came.push(frame);
    if (this.#came.length === this.#steps.length) this.decide({ passed: true, frame: frame.number });
  }

  protected override lookAtConnections(): void {
    const step = this.#steps[this.#came.length];
    const over = step && this.place.whyOver(step.on ?? this.place.on);
    if (over) this.#miss(`${over} before the rest came; `);
  }

  protected override expire(): void {
    this.#miss('');
  }

  #miss(over: string): void {
    const hindrance = this.hindrance();
    if (hindrance !== null) return this.decide({ passed: false, message: hindrance });
    const step = this.#steps[this.#came.length];
    if (!step) return;
    const last = this.#came.at(-1);
    const seen = this.#came.map(({ number }) => number).join(', ');
    const before = last
      ? `${this.#came.length} of ${this.#steps.length} came in order (frames ${seen}), then `
      : '';
    const early = this.#early(step, last?.number ?? 0);
    const what = early
      ? `no ${matchName(step)} came: it came too early, as frame ${early.number}`
      : missingText(this.place, step, nearest(this.place, step));
    this.decide({
      passed: false,
      message: `${over}${before}${what}`,
      ...((early ?? last) && { frame: (early ?? last)?.number }),
    });
  }

  /** One like it that came before its turn. */
  #early(step: FrameMatch, before: number): RunFrame | undefined {
    const { conversation, from, on } = this.place;
    const connection = step.on ?? on;
    return conversation.frames
      .slice(from, before)
      .filter((frame) => frame.way === 'received' && (connection === null || frame.connection === connection))
      .find((frame) => tryToJudge(frame, step, conversation.scope)?.fits);
  }
}
