import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bundleFileName } from '../../src-core/protocol/bundle';
import { connect } from '../../src-core/client/client';
import { startCli } from '../support/cli-process';
import { browserPath, tokens, untilText, useConsole } from './console.fixture';

const rendererDir = fileURLToPath(new URL('../../out/renderer', import.meta.url));
const cliScript = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url));
const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** Nothing but the console's files: no gateway, no header. */
async function startStaticServer(): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://x').pathname);
    const file = join(rendererDir, path === '/' ? 'index.html' : path);
    readFile(file).then(
      (content) =>
        response.writeHead(200, { 'content-type': types[extname(file)] ?? 'text/plain' }).end(content),
      () => response.writeHead(404).end('no such file'),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

describe.skipIf(!browserPath)('an incident bundle', { timeout: 60_000 }, () => {
  const rig = useConsole({ env: { LOG_LEVEL: 'info' }, expected: [/status of 401/] });
  let server: Server;
  let address: string;
  let file: string;
  let jobId: string;
  let pages: Page[] = [];

  beforeAll(async () => {
    server = await startStaticServer();
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    jobId = await failedJob();
    file = join(rig.folder, 'incident.json');
    const args = ['bundle', jobId, '--out', file, '--gateway', rig.system.url, '--token', tokens.admin];
    const env = { SIGNALBOX_DATA: join(rig.folder, 'none') };
    expect(await startCli(cliScript, args, env).ended).toMatchObject({ code: 0 });
  });
  afterEach(async () => {
    await Promise.all(pages.map((page) => page.context().close()));
    pages = [];
  });
  afterAll(() => {
    server?.closeAllConnections();
    server?.close();
  });

  /** Submitted over a socket, so that there are frames; it fails twice. */
  async function failedJob(): Promise<string> {
    const client = await connect({ url: rig.system.url, token: tokens.client });
    const job = await client.submit(
      'mail.send',
      { to: 'ada@mail.full.example', password: 'planted-p4ssword' },
      { attempts: 2, backoff: { kind: 'fixed', baseMs: 300, jitter: 0 } },
    );
    await expect(job.result()).rejects.toThrow('is full');
    client.close();
    return job.id;
  }

  /** Without the rig's ear: a console that finds no gateway says so. */
  async function offlinePage(url = `${address}/`, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await rig.browser.newContext({
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
      ...options,
    });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    pages.push(page);
    await page.goto(url);
    return page;
  }

  const banner = (page: Page) => page.getByRole('region', { name: 'Incident bundle' });
  const picker = (page: Page) => page.getByLabel('Open an incident bundle');

  async function opened(options: BrowserContextOptions = {}): Promise<Page> {
    const page = await offlinePage(`${address}/`, options);
    await page.getByRole('link', { name: 'Open an incident bundle' }).click();
    await picker(page).setInputFiles(file);
    await banner(page).getByText('Offline: from a bundle').waitFor();
    return page;
  }

  it('opens with no gateway at all: trace, scrubber and the moment as if live', async () => {
    const page = await opened();
    expect(new URL(page.url()).hash).toMatch(new RegExp(`^#/jobs/default/${jobId}`));
    await untilText(page.getByRole('region', { name: 'Verdict' }), /^Dead|Why did it die/);
    const moment = page.getByRole('region', { name: 'At this moment' });
    await untilText(moment, /At its end/);
    await untilText(moment, /Waiting jobs/);
    const scrubber = page.getByRole('slider').first();
    await scrubber.focus();
    for (let n = 0; n < 4; n += 1) await page.keyboard.press('ArrowLeft');
    await untilText(moment, /Queue default then/);
    await page.waitForURL(/at=\d+/);
    expect(await moment.innerText()).not.toContain('At its end');
    await page.getByRole('tab', { name: /^Frames \d/ }).click();
    await page.getByRole('tabpanel').getByText('submit_job').first().waitFor();
    await page.getByRole('tab', { name: /^Payload/ }).click();
    await page.getByRole('tabpanel').getByText('***').waitFor();
    expect(await page.content()).not.toContain('planted-p4ssword');
    for (const name of ['Retry', 'Cancel', 'Submit a copy', 'Bundle', 'Clone to client'])
      expect(await page.getByRole('main').getByRole('button', { name, exact: true }).count(), name).toBe(0);
  });

  it('shows the log, settings and versions, says what it lacks, and is closed', async () => {
    const page = await opened();
    await banner(page).getByRole('link', { name: 'Log, settings, versions' }).click();
    await page.getByRole('heading', { name: 'Round the job' }).waitFor();
    await page.getByRole('main').getByText('WORKER_MAX_CONCURRENT_JOBS').waitFor();
    await page
      .getByRole('navigation', { name: 'Views' })
      .getByRole('link', { name: /^Overview/ })
      .click();
    await page.getByText('The bundle holds one job only').waitFor();
    await page.getByRole('link', { name: 'Show its trace' }).click();
    await page.getByRole('region', { name: 'Verdict' }).waitFor();
    await banner(page).getByRole('button', { name: 'Close' }).click();
    await page.getByText('No gateway answers at').waitFor();
    expect(await banner(page).count()).toBe(0);
  });

  it('says what is wrong with a file that is none', async () => {
    const page = await offlinePage(`${address}/#/bundle`);
    const text = await readFile(file, 'utf8');
    const wrong: [string, RegExp][] = [
      ['hello', /not JSON/],
      ['{"log":{"entries":[]}}', /not an incident bundle/],
      [text.replace('"version":1', '"version":9'), /newer Signalbox/],
      [text.slice(0, -100), /cut off/],
      [text.replace('"state":"dead"', '"state":"odd"'), /damaged/],
    ];
    for (const [content, message] of wrong) {
      const broken = join(rig.folder, 'broken.json');
      await writeFile(broken, content);
      await picker(page).setInputFiles(broken);
      await untilText(page.getByRole('alert'), message);
    }
    const huge = join(rig.folder, 'huge.json');
    await writeFile(huge, Buffer.alloc(33 * 1024 * 1024, 32));
    await picker(page).setInputFiles(huge);
    await untilText(page.getByRole('alert'), /at most/);
    await picker(page).setInputFiles(file);
    await banner(page).waitFor();
  });

  it('is taken where it is dropped', async () => {
    const page = await offlinePage(`${address}/#/bundle`);
    const text = await readFile(file, 'utf8');
    const data = await page.evaluateHandle(
      `(() => { const data = new DataTransfer(); data.items.add(new File([${JSON.stringify(text)}], 'dropped.json')); return data; })()`,
    );
    await page
      .getByRole('main')
      .getByRole('region', { name: 'Incident bundle' })
      .dispatchEvent('drop', { dataTransfer: data });
    await banner(page).getByText('Offline: from a bundle').waitFor();
  });

  it('is saved by the button on a trace, and opens from the sign-in page', async () => {
    const page = await rig.page(`jobs/default/${jobId}`);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Bundle', exact: true }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).toBe(bundleFileName(jobId));
    const path = join(rig.folder, 'saved.json');
    await saved.saveAs(path);
    expect(await readFile(path, 'utf8')).not.toContain('planted-p4ssword');
    const out = await rig.page('overview', { signedIn: false });
    await out.getByLabel('Admin token', { exact: true }).waitFor();
    await picker(out).setInputFiles(path);
    await banner(out).getByText('Offline: from a bundle').waitFor();
    await banner(out).getByRole('button', { name: 'Close' }).click();
    await out.getByLabel('Admin token', { exact: true }).waitFor();
  });

  it('opens by `signalbox bundle --open`, under the headers of a gateway, also after a reload', async () => {
    const open = startCli(cliScript, ['bundle', '--open', file, '--format', 'json'], {});
    const [line] = (await once(open.child.stdout, 'data')) as [Buffer];
    const { url } = JSON.parse(line.toString()) as { url: string };
    const page = await offlinePage(url);
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.getByRole('region', { name: 'Verdict' }).waitFor();
    await page.reload();
    await page.getByRole('region', { name: 'Verdict' }).waitFor();
    expect(complaints).toEqual([]);
    open.child.kill('SIGINT');
    expect(await open.ended).toMatchObject({ code: 0 });
  });

  it.each(['dark', 'light'] as const)(
    'has no serious fault of accessibility in the %s theme',
    async (theme) => {
      for (const viewport of [
        { width: 1440, height: 900 },
        { width: 1024, height: 700 },
      ]) {
        const page = await opened({ colorScheme: theme, viewport });
        await page.getByRole('region', { name: 'Verdict' }).waitFor();
        await picture(page, `trace-${theme}-${viewport.width}`);
        expect(await faults(page)).toEqual([]);
        await banner(page).getByRole('link', { name: 'Log, settings, versions' }).click();
        await page.getByRole('heading', { name: 'Round the job' }).waitFor();
        await picture(page, `round-${theme}-${viewport.width}`);
        expect(await faults(page)).toEqual([]);
      }
    },
  );

  /** For people: `BUNDLE_PICTURES=folder` keeps what was seen. */
  async function picture(page: Page, name: string): Promise<void> {
    const folder = process.env.BUNDLE_PICTURES;
    if (folder) await page.screenshot({ path: join(folder, `${name}.png`) });
  }

  async function faults(page: Page): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  }
});
