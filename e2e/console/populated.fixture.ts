import type { Page } from 'playwright-core';
import { Queue } from '../../src-core/queue/queue';
import { type ConsoleRig, newName } from './console.fixture';

/** Ids of what `populate` has put there. */
export interface Population {
  /** A chat that has streamed its answer. */
  chat: string;
  /** It passed at its second attempt. */
  retried: string;
  running: string;
}

/** Puts jobs of every state into two queues, and dead letters of three kinds. */
export async function populate(rig: ConsoleRig): Promise<Population> {
  const { queue } = rig;
  const ids = { chat: newName('chat'), retried: newName('retried'), running: newName('running') };
  const images = new Queue('images', { redis: rig.redis.url });
  await images.ready();
  await images.add(
    'resize',
    { width: 640 },
    { requires: { gpuMemoryMb: { gte: 24_000 } }, clientId: 'shop' },
  );
  await images.close();

  const soon = { backoff: { baseMs: 1, maxMs: 1 } };
  const messages = [{ role: 'user', content: 'How are you?' }];
  const failures = ['no paper in tray 3', 'no paper in tray 4', 'the toner is empty', 'connect ECONNREFUSED'];
  await queue.addMany([
    ...Array.from({ length: 40 }, (_, n) => ({ type: 'echo', payload: { order: n, lines: [n, n + 1] } })),
    ...failures.map((message) => ({ type: 'fail', payload: { message }, attempts: 1, clientId: 'shop' })),
    { type: 'llm.chat', payload: { messages, max_tokens: 12 }, id: ids.chat },
    { type: 'fail', payload: { times: 1 }, id: ids.retried, ...soon },
    { type: 'sleep', payload: { ms: 600_000 }, id: ids.running },
    { type: 'echo', payload: {}, id: 'put-off', delayMs: 3_600_000 },
    { type: 'echo', payload: {}, id: 'withdrawn', delayMs: 3_600_000 },
    { type: 'echo', payload: {}, id: 'gpu', requires: { gpuMemoryMb: { gte: 24_000 } } },
  ]);
  await queue.cancel('withdrawn');
  await Promise.all([ids.chat, ids.retried].map((id) => queue.result(id, { timeoutMs: 15_000 })));
  return ids;
}

/** A view as its address, and when all of it is there. */
export interface KnownView {
  name: string;
  address: string;
  there(page: Page): Promise<void>;
}

/** Every view of the console with something in it. */
export function populatedViews({ chat, retried, running }: Population): KnownView[] {
  const cells = (page: Page, grid: string) =>
    page.getByRole('grid', { name: grid }).getByRole('link').first().waitFor();
  const opened = (page: Page, name: string) => page.getByRole('tab', { name, selected: true }).waitFor();
  return [
    {
      name: 'overview',
      address: 'overview',
      there: async (page) => {
        await page.getByRole('region', { name: 'Queues' }).getByRole('link', { name: 'images' }).waitFor();
        await page.getByRole('region', { name: 'Wait' }).first().waitFor();
      },
    },
    { name: 'jobs', address: 'jobs', there: (page) => cells(page, 'Jobs') },
    { name: 'a running job', address: `jobs/default/${running}`, there: (page) => opened(page, 'Payload') },
    { name: 'a chat', address: `jobs/default/${chat}?tab=stream`, there: (page) => opened(page, 'Stream') },
    {
      name: 'attempts',
      address: `jobs/default/${retried}?tab=attempts`,
      there: (page) => opened(page, 'Attempts 2'),
    },
    {
      name: 'workers',
      address: 'workers',
      there: async (page) => {
        await page.getByRole('article', { name: 'worker-1' }).getByRole('link').first().click();
        await page.getByRole('region', { name: 'Worker worker-1' }).waitFor();
      },
    },
    {
      name: 'dead letters',
      address: 'dead-letters',
      there: (page) => cells(page, 'Dead letters of the group'),
    },
    {
      name: 'simulator',
      address: 'simulator',
      there: (page) => page.getByRole('group', { name: 'machines calm' }).waitFor(),
    },
    {
      name: 'schedules',
      address: 'schedules',
      there: (page) => page.getByRole('button', { name: 'Add a schedule' }).waitFor(),
    },
    {
      name: 'WebSocket client',
      address: 'sockets',
      there: (page) => page.getByRole('group', { name: 'Connect' }).waitFor(),
    },
    { name: 'settings', address: 'settings', there: (page) => page.getByText('DRAIN_TIMEOUT').waitFor() },
    {
      name: 'an address that is none',
      address: 'nowhere',
      there: (page) => page.getByText('There is no view').waitFor(),
    },
    {
      name: 'a job that is gone',
      address: 'jobs/default/gone',
      there: (page) => page.getByText('This job is not there').waitFor(),
    },
  ];
}
