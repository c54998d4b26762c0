import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { sessionCookie } from '../../src-core/protocol/console';
import { browserPath, tokens, untilText, useConsole } from './console.fixture';

const refusals = /status of 40[13]|WebSocket connection to/;

/** What only an admin may ask of the gateway. */
const adminRoutes: readonly (readonly [method: string, path: string, body?: object])[] = [
  ['GET', '/session'],
  ['GET', '/stats'],
  ['GET', '/system'],
  ['GET', '/workers'],
  ['GET', '/jobs/search?search=x'],
  ['GET', '/operations'],
  ['GET', '/dlq'],
  ['GET', '/dlq/groups'],
  ['GET', '/dlq/export'],
  ['GET', '/pool'],
  ['PUT', '/pool', { size: 0 }],
  ['POST', '/pool/worker-1/kill'],
  ['POST', '/jobs/cancel', { ids: ['x'] }],
  ['POST', '/jobs/retry', { ids: ['x'] }],
  ['POST', '/dlq/requeue', { all: true }],
  ['POST', '/dlq/discard', { all: true }],
  ['POST', '/dlq/restore', { operationId: 'x' }],
  ['POST', '/queues/default/pause'],
];

describe.skipIf(!browserPath)('signing in', () => {
  const rig = useConsole({ expected: [refusals] });

  const field = (page: Page) => page.getByLabel('Admin token', { exact: true });
  const views = (page: Page) => page.getByRole('navigation', { name: 'Views' });

  it('asks for the token, says what is wrong with another, and shows what was asked for', async () => {
    const page = await rig.page('settings', { signedIn: false });
    await field(page).waitFor();
    expect(await page.evaluate('document.activeElement.type')).toBe('password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('Enter the admin token first').waitFor();
    await page.keyboard.type('nobody-has-this-one');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('The gateway does not know this token').waitFor();
    // What was typed is selected: the next attempt replaces it.
    await page.keyboard.type(tokens.admin);
    await page.keyboard.press('Enter');
    await views(page).waitFor();
    expect(new URL(page.url()).hash).toBe('#/settings');
    await page.reload();
    await views(page).waitFor();
  });

  it('keeps the token where no script finds it', async () => {
    const page = await rig.page('overview', { signedIn: false });
    await field(page).fill(tokens.admin);
    await page.keyboard.press('Enter');
    await views(page).waitFor();
    const kept = await page.evaluate(
      'JSON.stringify([location.href, { ...localStorage }, { ...sessionStorage }, document.cookie, history.state])',
    );
    expect(kept).not.toContain(tokens.admin);
    const cookie = { name: sessionCookie, httpOnly: true, sameSite: 'Strict', path: '/' };
    expect(await page.context().cookies()).toEqual([expect.objectContaining(cookie)]);
  });

  it('signs out of every tab, for good', async () => {
    const page = await rig.page('overview', { signedIn: false });
    await field(page).fill(tokens.admin);
    await page.keyboard.press('Enter');
    await views(page).waitFor();
    const [cookie] = await page.context().cookies();
    const other = await page.context().newPage();
    await other.goto('/#/workers');
    await views(other).waitFor();
    await untilText(other.getByRole('contentinfo'), /^live/);

    await page.goto('/#/settings');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await field(page).waitFor();
    await field(other).waitFor();
    expect(await page.context().cookies()).toEqual([]);
    const kept = await fetch(`${rig.system.url}/stats`, {
      headers: { cookie: `${sessionCookie}=${cookie?.value}` },
    });
    expect(kept.status).toBe(401);
  });

  describe.each(['client', 'worker'] as const)("with a %s's token", (role) => {
    const headers = { authorization: `Bearer ${tokens[role]}`, 'content-type': 'application/json' };

    it('says whose it is, and gives no session', async () => {
      const page = await rig.page('overview', { signedIn: false });
      await field(page).fill(tokens[role]);
      await page.keyboard.press('Enter');
      await page
        .getByRole('alert')
        .getByText(`This is a ${role} token; the console needs the admin token`)
        .waitFor();
      expect(await page.context().cookies()).toEqual([]);
    });

    it('opens no monitor socket', async () => {
      expect(await refusalOf(rig.system.url, tokens[role])).toBe(403);
      expect(await refusalOf(rig.system.url, tokens.admin)).toBe('opened');
    });

    it('reads nothing of the console and does nothing by it', async () => {
      for (const [method, path, body] of adminRoutes) {
        const answer = await fetch(rig.system.url + path, {
          method,
          headers,
          ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
        });
        expect([answer.status, await answer.json()], `${method} ${path}`).toEqual([
          403,
          { error: expect.objectContaining({ code: 'FORBIDDEN' }) },
        ]);
      }
      expect(await rig.system.admin('/pool')).toMatchObject({ size: 1, workers: [{ restarts: 0 }] });
      expect((await rig.queue.status()).paused).toBe(false);
    });
  });
});

/** The status with which the monitor socket is refused, or that it opened. */
function refusalOf(url: string, token: string): Promise<number | undefined | 'opened'> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/monitor`, [
    'signalbox.v1',
    `bearer.${token}`,
  ]);
  return new Promise((resolve) => {
    socket.on('error', () => undefined);
    socket.on('unexpected-response', (_request, response) => {
      response.destroy();
      resolve(response.statusCode);
    });
    socket.on('open', () => {
      socket.terminate();
      resolve('opened');
    });
  });
}
