import { describe, expect, it } from 'vitest';
import { browserPath, newName, untilText, useConsole } from './console.fixture';

describe.skipIf(!browserPath)('workers', () => {
  const rig = useConsole({ workers: 2, concurrency: 1 });

  it('kills a worker and watches its job recover on another', { timeout: 60_000 }, async () => {
    const id = newName('report');
    await rig.queue.add('report.build', {}, { id });
    const page = await rig.page(`jobs/default/${id}`);
    const verdict = page.getByRole('region', { name: 'Verdict' });
    await untilText(verdict, /^Running on/);
    const victim = await verdict.getByRole('link').first().innerText();
    await verdict.getByRole('link', { name: victim }).click();

    const worker = page.getByRole('region', { name: /^Worker / });
    await untilText(worker.getByRole('list', { name: 'Jobs it runs' }), new RegExp(id));
    await worker.getByRole('button', { name: 'Kill' }).click();
    const dialog = page.getByRole('dialog', { name: /^Kill / });
    expect(await dialog.innerText()).toContain('The job it runs goes to another worker and starts over.');
    await dialog.getByRole('button', { name: /^Kill/ }).click();
    await untilText(worker, /restarts\s*1\s*last end\s*killed by SIGKILL/);

    await page.goBack();
    // The lease has its own time to run out where the gateway cannot know of the death.
    await verdict.getByText('Why did it run twice?').waitFor({ timeout: 40_000 });
    const answer = await untilText(verdict, /^Completed on/);
    expect(answer).toContain(`Attempt 1 on ${victim} was lost after`);
    expect(answer).toMatch(/^Completed on \S+ at attempt 2 in .*; before that 1 was lost with its worker\./);
    await page.getByRole('tab', { name: 'Attempts 2' }).click();
    const outcomes = page.getByRole('row', { name: /^Outcome/ });
    expect(await outcomes.innerText()).toMatch(/lost\s+completed/);
    const timeline = page.getByRole('region', { name: 'Timeline' });
    expect(await timeline.innerText()).toMatch(new RegExp(`attempt 1\\s+${victim}[\\s\\S]*attempt 2`));
  });

  it('runs one worker more when it is asked to, and ends it again', async () => {
    const page = await rig.page('workers');
    const size = page.getByRole('group', { name: 'Size of the pool' });
    await size.getByRole('button', { name: 'One worker more' }).click();
    await page.getByRole('article', { name: 'worker-3' }).getByText('idle').waitFor();
    await size.getByRole('button', { name: 'One worker fewer' }).click();
    await page.getByRole('status').getByText('2 workers', { exact: true }).waitFor();
    expect(await rig.system.admin('/pool')).toMatchObject({ size: 2 });
  });
});
