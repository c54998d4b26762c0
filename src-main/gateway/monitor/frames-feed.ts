import type { Feed, Publish } from './feed';
import type { FrameRecorder } from './frame-recorder';
import { Repeat } from './repeat';

const everyMs = 100;
/** Recorded frames told at once, at most; of more the newest. */
const batch = 100;

/** Topic `frames`: what the recorder has recorded since the last time. */
export class FramesFeed implements Feed {
  readonly #repeat = new Repeat(everyMs, async () => this.#tell());
  #position = 0;

  constructor(
    private readonly recorder: FrameRecorder,
    private readonly publish: Publish,
  ) {}

  start(): void {
    this.#position = this.recorder.position;
    this.#repeat.start();
  }

  stop(): Promise<void> {
    return this.#repeat.stop();
  }

  #tell(): void {
    if (this.recorder.position === this.#position) return;
    const { frames, dropped } = this.recorder.since(this.#position, batch);
    this.#position = this.recorder.position;
    this.publish({ type: 'event', topic: 'frames', at: Date.now(), data: frames, dropped });
  }
}
