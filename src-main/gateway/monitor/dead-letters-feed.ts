import type { Logger } from 'pino';
import type { ErrorGroup } from '../../../src-core/protocol/dead-letters';
import type { Operation } from '../../../src-core/protocol/operations';
import { within } from '../deadline';
import type { Feed, Publish } from './feed';
import { Repeat } from './repeat';
import { WhenChanged } from './when-changed';

/** Operations are looked at this often, in ms; the groups every fourth time. */
const everyMs = 500;
const groupsEvery = 4;
const answerMs = 5000;

/** Where the feed reads. */
export interface DeadLetterSource {
  /** Changes when dead letters come or go; costs little. */
  mark(): Promise<string>;
  groups(): Promise<ErrorGroup[]>;
  /** Those of this gateway, without asking Redis. */
  operations(): Operation[];
}

/** Topic `dlq`: the error groups, read again when dead letters came or went, and the operations. */
export class DeadLettersFeed implements Feed {
  readonly #repeat = new Repeat(everyMs, () => this.#tell());
  readonly #changed = new WhenChanged();
  #mark: string | null = null;
  #groups: ErrorGroup[] = [];
  #turn = 0;

  constructor(
    private readonly source: DeadLetterSource,
    private readonly log: Logger,
    private readonly publish: Publish,
  ) {}

  start(): void {
    this.#mark = null;
    this.#turn = 0;
    this.#changed.reset();
    this.#repeat.start();
  }

  stop(): Promise<void> {
    return this.#repeat.stop();
  }

  async #tell(): Promise<void> {
    if (this.#turn++ % groupsEvery === 0) await this.#readGroups();
    // Nothing is told before the groups are known.
    if (this.#mark === null) return;
    const data = { groups: this.#groups, operations: this.source.operations() };
    if (this.#changed.take(data)) this.publish({ type: 'event', topic: 'dlq', at: Date.now(), data });
  }

  async #readGroups(): Promise<void> {
    try {
      const mark = await within(this.source.mark(), answerMs);
      if (mark === this.#mark) return;
      this.#groups = await within(this.source.groups(), answerMs);
      this.#mark = mark;
    } catch (error) {
      this.log.debug({ err: error }, 'the dead letters could not be read');
    }
  }
}
