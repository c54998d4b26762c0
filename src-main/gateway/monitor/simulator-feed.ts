import type { Simulators } from '../options';
import type { Feed, Publish } from './feed';

/** Topic `simulator`: how it stands, whenever that changes. */
export class SimulatorFeed implements Feed {
  #leave: () => void = () => undefined;

  constructor(
    private readonly simulators: Simulators | undefined,
    private readonly publish: Publish,
  ) {}

  start(): void {
    const { simulators } = this;
    if (!simulators) return;
    const tell = () =>
      this.publish({ type: 'event', topic: 'simulator', at: Date.now(), data: simulators.state() });
    this.#leave = simulators.onChange(tell);
    // Not at once: who begins to watch is given the latest frame besides.
    queueMicrotask(tell);
  }

  async stop(): Promise<void> {
    this.#leave();
  }
}
