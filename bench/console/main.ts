import { mkdir, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { browserFlags, findBrowser } from '../../e2e/find-browser.mjs';
import { startTestRedis } from '../../e2e/support/redis';
import { type RunningSystem, startSystem } from '../../e2e/support/system';
import { type Load, startLoad } from './load';
import { type Frames, measureFirstView, measureFrames, usedHeap } from './page-meter';

const usage = 'npm run bench -- console [--quick] [--seconds N (of the memory measurement, 300)]';
const waiting = 100_000;
/** Each job is added, claimed and completed: three events. */
const jobsPerSecond = 670;
const targets = { frameMs: 32, firstViewMs: 1500, growth: 1.1 };
const resultsFolder = fileURLToPath(new URL('../../bench/results', import.meta.url));

interface Report {
  firstViewMs: number;
  overview: Frames;
  scrolling: Frames;
  /** Bytes in use, one value for each tenth of the time. */
  heap: number[];
  eventsPerSecond: number;
}

/** Measures the console in Chromium with 100,000 jobs and 2,000 events a second; 1 when a target is missed. */
export async function runConsole(args: string[]): Promise<number> {
  const seconds = readSeconds(args);
  if (seconds === null) {
    console.error(usage);
    return 2;
  }
  const path = await findBrowser();
  if (!path) {
    console.error('No Chromium was found: install it, or set CHROMIUM_PATH');
    return 1;
  }
  console.error(`console: ${waiting} jobs wait, 2,000 events/s, memory over ${seconds} s`);
  const redis = await startTestRedis();
  const system = await startSystem({
    mode: 'serve',
    redisUrl: redis.url,
    args: ['--workers', '1', '--concurrency', '50'],
    env: { QUEUE_MAX_WAITING: '0' },
  });
  const browser = await chromium.launch({ executablePath: path, args: browserFlags });
  const load = await startLoad(redis.url, waiting, jobsPerSecond);
  try {
    const context = await signedIn(
      system,
      await browser.newContext({ viewport: { width: 1440, height: 900 } }),
    );
    return await report(await measure(context, system.url, load, seconds));
  } finally {
    await load.stop();
    await browser.close();
    await system.stop();
    await redis.stop();
  }
}

function readSeconds(args: string[]): number | null {
  try {
    const { values } = parseArgs({
      args,
      options: { quick: { type: 'boolean', default: false }, seconds: { type: 'string' } },
    });
    const seconds = Number(values.seconds ?? (values.quick ? 20 : 300));
    return Number.isInteger(seconds) && seconds >= 10 ? seconds : null;
  } catch {
    return null;
  }
}

/** A browser that has the session of an admin. */
export async function signedIn(system: RunningSystem, context: BrowserContext): Promise<BrowserContext> {
  const answer = await context.request.post(`${system.url}/session`, {
    headers: { origin: system.url },
    data: { token: system.adminToken },
  });
  if (!answer.ok()) throw new Error(`signing in answered ${answer.status()}`);
  return context;
}

async function measure(context: BrowserContext, url: string, load: Load, seconds: number): Promise<Report> {
  const page = await context.newPage();
  const firstViewMs = await measureFirstView(page, `${url}/#/overview`, 'backlog');
  const [before, began] = [load.done(), performance.now()];
  const overview = await measureFrames(page, 10_000, async () => undefined);
  const eventsPerSecond = (3000 * (load.done() - before)) / (performance.now() - began);
  const scrolling = await scroll(page, url);
  await page.goto(`${url}/#/overview`);
  return { firstViewMs, overview, scrolling, heap: await heapOver(page, seconds), eventsPerSecond };
}

async function scroll(page: Page, url: string): Promise<Frames> {
  await page.goto(`${url}/#/jobs?queue=backlog&state=waiting`);
  await page.getByRole('grid').getByRole('row').nth(5).waitFor();
  await page.mouse.move(700, 500);
  return await measureFrames(page, 10_000, async () => {
    for (let turn = 0; turn < 150; turn += 1) await page.mouse.wheel(0, 600);
  });
}

async function heapOver(page: Page, seconds: number): Promise<number[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const heap: number[] = [];
  // What history the views keep has to fill up first.
  await page.waitForTimeout(Math.min(30_000, seconds * 100));
  for (let part = 0; part <= 10; part += 1) {
    heap.push(await usedHeap(session));
    if (part < 10) await page.waitForTimeout(seconds * 100);
  }
  return heap;
}

async function report(found: Report): Promise<number> {
  const mb = (bytes: number) => (bytes / 1e6).toFixed(1);
  const frames = ({ p50, p95, longest, count }: Frames) =>
    `p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms (target: under ${targets.frameMs}), longest ${longest.toFixed(0)} ms, ${count} frames`;
  const last = found.heap.slice(-3).reduce((sum, bytes) => sum + bytes, 0) / 3;
  const first = found.heap.slice(0, 3).reduce((sum, bytes) => sum + bytes, 0) / 3;
  const growth = last / first;
  console.log(`console: ${Math.round(found.eventsPerSecond)} events/s; load ${loadavg()[0]?.toFixed(1)}`);
  console.log(
    `  first view: ${found.firstViewMs.toFixed(0)} ms after the load began (target: under ${targets.firstViewMs})`,
  );
  console.log(`  overview, live: ${frames(found.overview)}`);
  console.log(`  jobs, scrolling through ${waiting}: ${frames(found.scrolling)}`);
  console.log(
    `  heap: ${found.heap.map(mb).join(' ')} MB; last to first ${growth.toFixed(2)} (target: at most ${targets.growth})`,
  );
  await mkdir(resultsFolder, { recursive: true });
  const file = join(
    resultsFolder,
    `console-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.json`,
  );
  await writeFile(file, JSON.stringify({ ...found, growth }, null, 2));
  console.log(file);
  const met =
    found.firstViewMs < targets.firstViewMs &&
    found.overview.p95 < targets.frameMs &&
    found.scrolling.p95 < targets.frameMs &&
    growth <= targets.growth;
  return met ? 0 : 1;
}
