import type { MonitorTopic } from '../../src-core/protocol/monitor-frames';

/** Counts who needs which topic, so that the gateway is asked for no more than somebody shows. */
export class TopicCount {
  readonly #counts = new Map<MonitorTopic, number>();
  readonly #onChange: (topics: MonitorTopic[]) => void;

  /** @param onChange is told the topics whenever they change, once for all changes made in one go */
  constructor(onChange: (topics: MonitorTopic[]) => void) {
    this.#onChange = onChange;
  }

  #planned = false;
  #told = '';

  /** Needs these topics until the function it returns is called; calling that twice counts once. */
  need(topics: readonly MonitorTopic[]): () => void {
    for (const topic of topics) this.#add(topic, 1);
    let needed = true;
    return () => {
      if (!needed) return;
      needed = false;
      for (const topic of topics) this.#add(topic, -1);
    };
  }

  /** The topics somebody needs now, in the order of the alphabet. */
  topics(): MonitorTopic[] {
    return [...this.#counts.keys()].sort();
  }

  #add(topic: MonitorTopic, change: 1 | -1): void {
    const count = (this.#counts.get(topic) ?? 0) + change;
    if (count > 0) this.#counts.set(topic, count);
    else this.#counts.delete(topic);
    this.#plan();
  }

  /** One view leaves and the next one comes in the same turn: what both need is not taken away in between. */
  #plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    queueMicrotask(() => {
      this.#planned = false;
      const topics = this.topics();
      const told = topics.join();
      if (told === this.#told) return;
      this.#told = told;
      this.#onChange(topics);
    });
  }
}
