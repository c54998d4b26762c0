import type { FrameMatch } from '../../collection';
import { shown } from '../../matching/shown';
import { spanWords } from '../span-text';
import type { RunFrame } from './run-frame';
import { Watch, type WatchPlace } from './watch';

/** No frame like this comes. */
export class NoneWatch extends Watch {
  readonly #wanted: FrameMatch;

  constructor(place: WatchPlace, wanted: FrameMatch) {
    super(place);
    this.#wanted = wanted;
  }

  protected override see(frame: RunFrame): void {
    if (!this.judge(frame, this.#wanted)?.fits) return;
    const after = spanWords(Math.max(1, frame.at - this.place.since));
    const what = shown(frame.json ? frame.json.value : frame.data);
    this.decide({
      passed: false,
      message: `after ${after} frame ${frame.number} came: ${what}`,
      frame: frame.number,
    });
  }

  protected override expire(): void {
    const hindrance = this.hindrance();
    this.decide(hindrance === null ? { passed: true } : { passed: false, message: hindrance });
  }
}
