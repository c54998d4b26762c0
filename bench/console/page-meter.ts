import type { CDPSession, Page } from 'playwright-core';

/** Milliseconds between the frames a page drew. */
export interface Frames {
  p50: number;
  p95: number;
  longest: number;
  count: number;
}

/** Draws frame after frame for `ms` while `act` runs, and tells how far apart they were. */
export async function measureFrames(page: Page, ms: number, act: () => Promise<void>): Promise<Frames> {
  const drawing = page.evaluate(`new Promise((resolve) => {
    const gaps = [];
    let last = performance.now();
    const end = last + ${ms};
    const frame = (now) => {
      gaps.push(now - last);
      last = now;
      if (now < end) requestAnimationFrame(frame);
      else resolve(gaps.slice(1));
    };
    requestAnimationFrame(frame);
  })`) as Promise<number[]>;
  await act();
  const gaps = (await drawing).sort((a, b) => a - b);
  const at = (share: number) => gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), longest: gaps.at(-1) ?? 0, count: gaps.length };
}

/** Bytes of JavaScript the page still uses after a garbage collection. */
export async function usedHeap(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0;
}

/**
 * Loads an address in an empty browser and resolves with the milliseconds from the start of the load until an element
 * with `text` was there.
 */
export async function measureFirstView(page: Page, url: string, text: string): Promise<number> {
  await page.addInitScript(`(() => {
    window.whenFirstView = new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (!document.body?.innerText.includes(${JSON.stringify(text)})) return;
        observer.disconnect();
        resolve(performance.now());
      });
      observer.observe(document, { childList: true, subtree: true, characterData: true });
    });
  })()`);
  await page.goto(url);
  // No `waitForFunction`: the console's policy lets no page evaluate text.
  return (await page.evaluate('window.whenFirstView')) as number;
}
