import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { expectAccessible } from './axe.fixture';
import { browserPath, tokens, useConsole } from './console.fixture';

const timeout = 60_000;
const away = /net::ERR_|WebSocket connection to/;

const tab = (page: Page, name: string, state = 'open') =>
  page.getByRole('tab', { name: `${state} ${name}`, exact: true });
const head = (page: Page, name: string) => page.getByRole('region', { name: `Connection ${name}` });
const oneClick = (page: Page, name: string) =>
  page.getByRole('group', { name: 'Connect' }).getByRole('button', { name, exact: true }).click();

/** Opens the form for any server, fills it in by its labels, and connects. */
async function connectTo(page: Page, fields: Record<string, string>, headers: Record<string, string> = {}) {
  await oneClick(page, 'Other server...');
  const dialog = page.getByRole('dialog', { name: 'Connect to a WebSocket server' });
  for (const [label, value] of Object.entries(fields)) await dialog.getByLabel(label).first().fill(value);
  for (const [index, [name, value]] of Object.entries(headers).entries()) {
    await dialog.getByRole('button', { name: 'Add a header' }).click();
    await dialog.getByLabel(`Name of header ${index + 1}`).fill(name);
    await dialog.getByLabel(`Value of header ${index + 1}`).fill(value);
  }
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
}

describe.skipIf(!browserPath)('connections of the WebSocket client', { timeout }, () => {
  const rig = useConsole({ expected: [away] });
  let http: Server;
  let echo: WebSocketServer;
  let url: string;

  beforeAll(async () => {
    http = createServer((_request, response) => response.writeHead(404).end('no such room'));
    echo = new WebSocketServer({
      noServer: true,
      handleProtocols: (offered) => (offered.has('chat.v2') ? 'chat.v2' : false),
    });
    http.on('upgrade', (request, socket, headOfIt) => {
      if (request.headers.authorization !== 'Bearer open-sesame')
        return socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 9\r\n\r\nwho goes?');
      echo.handleUpgrade(request, socket, headOfIt, (ws) =>
        ws.on('message', (data, isBinary) => ws.send(data, { binary: isBinary })),
      );
    });
    await once(http.listen(0, '127.0.0.1'), 'listening');
    url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    for (const socket of echo.clients) socket.terminate();
    http.close();
  });
  const peer = () => [...echo.clients].at(-1) as WebSocket;

  it('are opened with one click for each role, and moved through with keys', async () => {
    const page = await rig.page('sockets');
    await page.getByText('Nothing is connected').waitFor();
    await expectAccessible(page, 'no connection');
    for (const role of ['Client', 'Worker', 'Monitor']) await oneClick(page, role);
    for (const role of ['client', 'worker', 'monitor']) await tab(page, role).waitFor();
    const monitor = head(page, 'monitor');
    await monitor.getByTitle('Subprotocol').getByText('signalbox.v1').waitFor();
    await monitor.getByText(/^ping /).waitFor();
    await expectAccessible(page, 'three connections');

    await tab(page, 'monitor').press('ArrowRight');
    await head(page, 'client').waitFor();
    await page.keyboard.press('End');
    await head(page, 'monitor').waitFor();
    await page.keyboard.press('Delete');
    await tab(page, 'monitor').waitFor({ state: 'detached' });
    await head(page, 'worker').waitFor();
    expect(await page.getByRole('tab').count()).toBe(2);
    await page.getByRole('button', { name: 'Close worker' }).click();
    await head(page, 'client').getByRole('button', { name: 'Disconnect' }).click();
    await head(page, 'client').getByText('1000 Normal closure').waitFor();
    await head(page, 'client').getByRole('button', { name: 'Connect again' }).click();
    await tab(page, 'client').waitFor();
  });

  it('are opened by an address, once', async () => {
    const page = await rig.page('sockets?role=client');
    await tab(page, 'client').waitFor();
    await page.goto('/#/sockets?role=client');
    await page.waitForURL(/#\/sockets$/);
    expect(await page.getByRole('tab').count()).toBe(1);
  });

  it('reach any server, and show its handshake without the secrets, its pings, and why it closed', async () => {
    const page = await rig.page('sockets');
    await connectTo(
      page,
      {
        URL: `${url}/room`,
        Name: 'chat',
        Subprotocols: 'chat.v2',
        Token: 'open-sesame',
        'Ping every': '0.25',
      },
      { 'x-tenant': 'shop' },
    );
    const chat = head(page, 'chat');
    await tab(page, 'chat').waitFor();
    await chat.getByTitle('Subprotocol').getByText('chat.v2').waitFor();
    await chat.getByRole('img', { name: /^Ping times/ }).waitFor();
    await chat.getByRole('button', { name: 'Handshake' }).click();
    const handshake = chat.getByRole('region', { name: 'Handshake' });
    await handshake.getByText('x-tenant').waitFor();
    expect(await handshake.innerText()).toMatch(/shop/);
    expect(await page.content()).not.toContain('open-sesame');
    await expectAccessible(page, 'a handshake');

    peer().close(4005, 'the party is over');
    await chat.getByText('4005 Of the application').waitFor();
    await chat.getByText(/the party is over.*closed by the server/).waitFor();

    // It is remembered without its token, which has to be typed again.
    await page.reload();
    await page.getByRole('button', { name: 'Earlier connections' }).click();
    await page.getByRole('menuitem', { name: /chat/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Connect to a WebSocket server' });
    await dialog.getByText('Not kept, to be typed again: the token.').waitFor();
    expect(await page.evaluate('JSON.stringify({ ...localStorage })')).not.toContain('open-sesame');
    await expectAccessible(page, 'the form');
    await dialog.getByLabel('Token').first().fill('wrong');
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    await tab(page, 'chat', 'failed').waitFor();
    await chat.getByText('The server wants a token').waitFor();
    await chat.getByText('who goes?').first().waitFor();
    await expectAccessible(page, 'a refusal');

    await chat.getByRole('button', { name: 'Edit chat' }).click();
    const edit = page.getByRole('dialog', { name: 'Edit the connection' });
    expect(await edit.getByLabel('Token').first().inputValue()).toBe('');
    await edit.getByLabel('Token').first().fill('open-sesame');
    await edit.getByRole('button', { name: 'Save and connect' }).click();
    await tab(page, 'chat').waitFor();
  });

  it('say at the field what is wrong with it', async () => {
    const page = await rig.page('sockets');
    await page.getByText('Nothing is connected').waitFor();
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'Connect to a WebSocket server' });
    await dialog.getByLabel('URL').fill('http://example.com');
    await dialog.getByLabel('Name').fill('a/b');
    await page.keyboard.press('Enter');
    await dialog.getByText('begins with ws:// or wss://').waitFor();
    await dialog.getByText(/a connection is called by/).waitFor();
    await expectAccessible(page, 'faults');
  });

  it('come back when the gateway was restarted', async () => {
    const page = await rig.page('sockets?role=client');
    await tab(page, 'client').waitFor();
    await rig.end('kill');
    await tab(page, 'client', 'waiting').waitFor();
    await head(page, 'client')
      .getByText(/^Connects again in/)
      .waitFor();
    await rig.restart();
    await tab(page, 'client').waitFor();
  });
});

describe.skipIf(!browserPath)('connections of a gateway without a relay', { timeout }, () => {
  const rig = useConsole({ env: { SIGNALBOX_RELAY: 'false' } });

  it('are made by the browser itself, which says what it cannot', async () => {
    const page = await rig.page('sockets');
    for (const role of ['Client', 'Monitor', 'Worker']) await oneClick(page, role);
    for (const role of ['client', 'monitor']) await tab(page, role).waitFor();
    await tab(page, 'worker', 'failed').waitFor();
    const worker = head(page, 'worker');
    await worker.getByText(/worker token/).waitFor();
    await worker.getByText('SIGNALBOX_RELAY=true').waitFor();
    await worker.getByRole('button', { name: 'Edit worker' }).click();
    const edit = page.getByRole('dialog', { name: 'Edit the connection' });
    await edit.getByLabel('Token').first().fill(tokens.worker);
    await edit.getByRole('button', { name: 'Save and connect' }).click();
    await tab(page, 'worker').waitFor();
    await worker.getByRole('button', { name: 'Handshake' }).click();
    await worker.getByText('A browser does not show them').first().waitFor();

    await connectTo(page, { URL: 'ws://127.0.0.1:9/', Name: 'other' });
    await tab(page, 'other', 'failed').waitFor();
    await expectAccessible(page, 'no relay');
  });
});
