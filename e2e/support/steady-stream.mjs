/** A handlers file: `steady.stream` sends `count` chunks, one every `everyMs`, each with its number and time. */
import { setTimeout } from 'node:timers/promises';

/** Milliseconds of a clock that all processes of this machine share, finer than Date.now(). */
const now = () => performance.timeOrigin + performance.now();

export const handlers = {
  /**
   * @param {{ payload: { count: number, everyMs: number } }} job
   * @param {{ chunk(data: unknown): Promise<void> }} context
   */
  'steady.stream': async ({ payload: { count, everyMs } }, context) => {
    const startedAt = now();
    const sent = [];
    for (let n = 1; n <= count; n++) {
      // By the clock, so that a late chunk does not delay those after it.
      const waitMs = startedAt + n * everyMs - now();
      if (waitMs > 0) await setTimeout(waitMs);
      sent.push(context.chunk({ n, at: now() }));
    }
    await Promise.all(sent);
    return { count };
  },
};
