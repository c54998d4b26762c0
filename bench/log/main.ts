import { mkdir, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { browserFlags, findBrowser } from '../../e2e/find-browser.mjs';
import { startTestRedis } from '../../e2e/support/redis';
import { startSystem } from '../../e2e/support/system';
import { signedIn } from '../console/main';
import { type Frames, measureFrames, usedHeap } from '../console/page-meter';
import { type FloodServer, startFloodServer } from './flood-server';
import { filterMs, untilLogged } from './log-page';

const frames = 100_000;
const perSecond = 2000;
const liveMs = 10_000;
const targets = { filterMs: 200, frameMs: 32, heapBytes: 400e6 };
/** Common, rare and absent texts, regular expressions; each begins with all frames. */
const filters = [
  'job_result',
  'no slot in round 7',
  'LOREM',
  '/word 1\\d of/',
  '/"seq":(7|11)[,}]/',
  'not there at all',
];
const resultsFolder = fileURLToPath(new URL('../../bench/results', import.meta.url));

interface Report {
  live: Frames;
  filters: { filter: string; ms: number; shown: string }[];
  scrolling: Frames;
  filledMs: number;
  heapBytes: number;
}

/** Measures the WebSocket client's log in Chromium with 100,000 frames; 1 when a target is missed. */
export async function runLog(args: string[]): Promise<number> {
  if (args.length > 0) {
    console.error('npm run bench -- log');
    return 2;
  }
  const path = await findBrowser();
  if (!path) {
    console.error('No Chromium was found: install it, or set CHROMIUM_PATH');
    return 1;
  }
  console.error(`log: ${frames} frames, ${perSecond}/s while it is watched`);
  const redis = await startTestRedis();
  const system = await startSystem({ mode: 'gateway', redisUrl: redis.url });
  const server = await startFloodServer();
  const browser = await chromium.launch({ executablePath: path, args: browserFlags });
  try {
    const viewport = { width: 1440, height: 900 };
    const context = await signedIn(system, await browser.newContext({ viewport }));
    const page = await context.newPage();
    await page.goto(`${system.url}/#/sockets`);
    return await report(await measure(page, server));
  } finally {
    await browser.close();
    await server.stop();
    await system.stop();
    await redis.stop();
  }
}

async function measure(page: Page, server: FloodServer): Promise<Report> {
  await page.getByRole('button', { name: 'Other server...' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('URL').first().fill(server.url);
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
  await untilLogged(page, 1);
  const live = await measureFrames(page, liveMs, () => server.flood((perSecond * liveMs) / 1000, perSecond));
  const began = performance.now();
  await server.flood(frames);
  await untilLogged(page, (perSecond * liveMs) / 1000 + frames);
  const filledMs = performance.now() - began;
  const found = [];
  for (const filter of filters) found.push({ filter, ...(await filterMs(page, filter)) });
  const scrolling = await scroll(page);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return { live, filters: found, scrolling, filledMs, heapBytes: await usedHeap(session) };
}

async function scroll(page: Page): Promise<Frames> {
  const table = await page.getByRole('grid', { name: 'Frames' }).boundingBox();
  if (!table) throw new Error('the log is not to be seen');
  await page.mouse.move(table.x + table.width / 2, table.y + table.height / 2);
  return await measureFrames(page, 10_000, async () => {
    for (let turn = 0; turn < 150; turn += 1) await page.mouse.wheel(0, -600);
  });
}

async function report(found: Report): Promise<number> {
  const times = found.filters.map(({ ms }) => ms).sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)] ?? 0;
  const worst = times.at(-1) ?? 0;
  const drawn = ({ p50, p95, longest, count }: Frames) =>
    `p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, longest ${longest.toFixed(0)} ms, ${count} frames`;
  console.log(`log: ${frames} frames; load ${loadavg()[0]?.toFixed(1)}`);
  console.log(`  ${perSecond} frames/s, followed: ${drawn(found.live)}`);
  console.log(`  ${frames} more as fast as they are taken: ${(found.filledMs / 1000).toFixed(1)} s`);
  for (const { filter, ms, shown } of found.filters)
    console.log(`  filter ${filter}: ${ms.toFixed(0)} ms, ${shown}`);
  console.log(
    `  filters: median ${median.toFixed(0)} ms, worst ${worst.toFixed(0)} ms (target: under ${targets.filterMs})`,
  );
  console.log(
    `  scrolling through them (target: p95 under ${targets.frameMs} ms): ${drawn(found.scrolling)}`,
  );
  console.log(`  heap: ${(found.heapBytes / 1e6).toFixed(1)} MB (target: under ${targets.heapBytes / 1e6})`);
  await mkdir(resultsFolder, { recursive: true });
  const file = join(resultsFolder, `log-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.json`);
  await writeFile(file, JSON.stringify({ ...found, median, worst }, null, 2));
  console.log(file);
  const met =
    worst < targets.filterMs && found.scrolling.p95 < targets.frameMs && found.heapBytes < targets.heapBytes;
  return met ? 0 : 1;
}
