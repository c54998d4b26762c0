import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { browserPath, newName, untilText, useConsole } from './console.fixture';

describe.skipIf(!browserPath)("a job's trace", () => {
  const rig = useConsole();

  const verdict = (page: Page) => page.getByRole('region', { name: 'Verdict' });

  it('finds why a job waits that requires what no worker has', async () => {
    const { id } = await rig.queue.add(
      'echo',
      { text: 'hello' },
      { requires: { gpuMemoryMb: { gte: 24_000 } } },
    );
    const page = await rig.page('jobs?state=waiting');
    await page
      .getByRole('row', { name: `job ${id}, echo, waiting` })
      .getByRole('link', { name: id })
      .click();
    await untilText(
      verdict(page),
      /Why is it waiting\?.* because the only worker for type echo does not meet what it requires: \S+ lacks gpuMemoryMb at least 24000/,
    );
    // What it names leads to the worker it means.
    await verdict(page).getByRole('definition').getByRole('link', { name: /-1$/ }).click();
    const worker = page.getByRole('region', { name: /^Worker / });
    await worker.waitFor();
    expect(await worker.innerText()).not.toContain('gpuMemoryMb');
  });

  it('follows a streaming job live', async () => {
    await rig.queue.pause();
    const words = (letter: string) => Array.from({ length: 100 }, (_, n) => letter + n).join(' ');
    const messages = [
      { role: 'system', content: words('s') },
      { role: 'user', content: words('u') },
    ];
    const { id } = await rig.queue.add('llm.chat', { messages });
    const page = await rig.page(`jobs/default/${id}`);
    await untilText(verdict(page), /queue default is paused/);
    await page.getByRole('tab', { name: 'Stream' }).click();
    const text = page.getByRole('region', { name: 'Streamed text' });
    await rig.queue.resume();
    await untilText(text, /stand-in model built into Signalbox/);
    const early = await text.innerText();
    await untilText(text, /u30 /);
    const later = await text.innerText();
    expect(await rig.queue.get(id)).toMatchObject({ state: 'active' });
    expect(later.startsWith(early.trim())).toBe(true);
    expect(await verdict(page).innerText()).toMatch(/^Running on/);
    await untilText(verdict(page), /^Completed on/);
    await page
      .getByRole('status')
      .getByText(/^Over: \d+ chunks of attempt 1/)
      .waitFor();
    const { choices } = (await rig.queue.result(id)) as { choices: { message: { content: string } }[] };
    expect((await text.innerText()).trim()).toBe(choices[0]?.message.content);
  });

  it('cancels a running job', async () => {
    const id = newName('nap');
    await rig.queue.add('sleep', { ms: 600_000 }, { id });
    const page = await rig.page(`jobs/default/${id}`);
    await untilText(verdict(page), /^Running on/);
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel this sleep job?' });
    expect(await dialog.innerText()).toContain('Its worker is told to stop');
    await dialog.getByRole('button', { name: 'Cancel the job' }).click();
    await page.getByRole('status').getByText('Cancelled; its worker is told').waitFor();
    await untilText(verdict(page), /^Cancelled by admin while it ran on/);
    await page.getByRole('button', { name: 'Cancel', exact: true }).waitFor({ state: 'detached' });
    expect(await rig.queue.get(id)).toMatchObject({ state: 'cancelled' });
    // The worker has a free slot again.
    await untilText(
      page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: /Jobs/ }),
      /Jobs\s*1/,
    );
  });
});
