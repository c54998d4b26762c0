import type { Page } from 'playwright-core';

/** Text of the line that counts the frames: `1,204 of 100,000 frames`. */
const counts = `(document.querySelector('[aria-label="Log"] [data-counts]')?.textContent ?? '')`;

const dropped = `(document.querySelector('[aria-label="Log"] [data-dropped]')?.textContent ?? '')`;

/** Resolves when at least so many frames have been logged, those that were dropped since included. */
export async function untilLogged(page: Page, frames: number): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    const look = () => {
      const numbers = (${counts} + ${dropped}).match(/[\\d,]+(?= frames?| older)/g) ?? [];
      const all = numbers.reduce((sum, number) => sum + Number(number.replaceAll(',', '')), 0);
      if (all >= ${frames}) resolve();
      else requestAnimationFrame(look);
    };
    look();
  })`);
}

/**
 * Types a filter, all at once, and tells how long it took until what it found was drawn, and how much that was. All
 * frames are shown again afterwards.
 */
export async function filterMs(page: Page, filter: string): Promise<{ ms: number; shown: string }> {
  return (await page.evaluate(`(async () => {
    const field = document.querySelector('[aria-label="Search frames"]');
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
    const type = (text) => {
      set.call(field, text);
      field.dispatchEvent(new Event('input', { bubbles: true }));
    };
    const drawn = (form) => new Promise((resolve) => {
      // After the frame in which it is there was drawn.
      const look = () => requestAnimationFrame(() => {
        if (!form.test(${counts})) return look();
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = resolve;
        port2.postMessage(null);
      });
      look();
    });
    const began = performance.now();
    type(${JSON.stringify(filter)});
    await drawn(/ of /);
    const ms = performance.now() - began;
    const shown = ${counts};
    type('');
    await drawn(/^[\\d,]+ frames?/);
    return { ms, shown };
  })()`)) as { ms: number; shown: string };
}
