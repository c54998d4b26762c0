import type { Check } from '../../collection';
import { readPath } from '../../json-path/json-path';
import { equalJson } from '../../matching/equal-json';
import { shownAt } from '../../matching/shown';
import { missingText, nearest } from './missing-text';
import type { Wanted } from './judge-frame';
import type { RunFrame } from './run-frame';
import { Watch, type WatchPlace } from './watch';

/** A frame like this comes. */
export class ComesWatch extends Watch {
  readonly #wanted: Wanted;
  readonly #stable: readonly Check[];
  /** The first that came. */
  #first: RunFrame | null = null;

  constructor(place: WatchPlace, wanted: Wanted) {
    super(place);
    this.#wanted = wanted;
    this.#stable = (wanted.where ?? []).filter(({ stable }) => stable);
  }

  /** Whether what it captures is there. */
  get came(): boolean {
    return this.#first !== null;
  }

  protected override see(frame: RunFrame): void {
    const judgement = this.judge(frame, this.#wanted);
    if (!judgement?.fits) return;
    if (this.#first) return this.#compare(this.#first, frame);
    this.#first = frame;
    if (this.#stable.length === 0) this.decide({ passed: true, frame: frame.number });
    // What is to be stable is looked at until the run is over.
    else this.settle();
    this.place.conversation.setVariables(judgement.captured);
  }

  #compare(first: RunFrame, frame: RunFrame): void {
    for (const { path } of this.#stable) {
      const [before, now] = [first, frame].map(({ json }) => readPath(json?.value, path).value);
      if (equalJson(before, now)) continue;
      const message = `${path} is not stable: ${shownAt(path, before)} in frame ${first.number}, ${shownAt(path, now)} in frame ${frame.number}`;
      return this.decide({ passed: false, message, frame: frame.number });
    }
  }

  protected override lookAtConnections(): void {
    if (this.#first) return;
    const over = this.place.whyOver(this.#wanted.on ?? this.place.on);
    if (over !== null) this.#miss(`${over} before it came`);
  }

  protected override expire(): void {
    if (this.#first) this.decide({ passed: true, frame: this.#first.number });
    else this.#miss(null);
  }

  #miss(over: string | null): void {
    const hindrance = this.hindrance();
    if (hindrance !== null) return this.decide({ passed: false, message: hindrance });
    const found = nearest(this.place, this.#wanted);
    const text = missingText(this.place, this.#wanted, found);
    const message = over === null ? text : `${over}; ${text}`;
    this.decide({ passed: false, message, ...(found.frame && { frame: found.frame.number }) });
  }
}
