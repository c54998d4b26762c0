import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAddressPolicy } from '../../../src-core/outbound/address-policy';
import { Rig } from '../testing/rig.fixture';
import { dialThrough, OtherServer, openRelay, say } from './relay.fixture';

let rig: Rig;
let echo: OtherServer;

const relay = createAddressPolicy({ allow: ['loopback'] });

beforeAll(async () => {
  rig = await Rig.start({ relay });
  echo = await OtherServer.start();
});
afterAll(async () => {
  await echo.stop();
  await rig.stop();
});

describe('a relayed connection', () => {
  it('carries text and binary frames both ways', async () => {
    const { relay, answer } = await dialThrough(rig, { url: `${echo.url}/chat?room=1` });
    expect(answer).toMatchObject({
      type: 'opened',
      handshake: {
        url: `${echo.url}/chat?room=1`,
        address: `127.0.0.1:${echo.port}`,
        protocol: '',
        extensions: '',
        status: 101,
        requestHeaders: { Host: `127.0.0.1:${echo.port}`, Upgrade: 'websocket' },
        responseHeaders: { Upgrade: 'websocket' },
        tookMs: expect.any(Number),
        connectMs: expect.any(Number),
      },
    });
    say(relay, { type: 'send', text: 'grüße\u0000' });
    expect(await relay.next()).toEqual({ type: 'received', text: 'grüße\u0000' });
    const base64 = Buffer.from([0, 255, 128, 10]).toString('base64');
    say(relay, { type: 'send_binary', base64 });
    expect(await relay.next()).toEqual({ type: 'received_binary', base64 });
    say(relay, { type: 'close', code: 3001, reason: 'enough' });
    expect(await relay.next()).toEqual({ type: 'closed', code: 3001, reason: 'enough', by: 'client' });
    expect(await relay.closed).toEqual({ code: 1000, reason: 'the connection is over' });
  });

  it('carries frames larger than the gateway itself takes', async () => {
    const { relay } = await dialThrough(rig, { url: echo.url, pingMs: 0 });
    const bytes = Buffer.alloc(6_000_000, 'binary and so on');
    say(relay, { type: 'send_binary', base64: bytes.toString('base64') });
    const back = await relay.next();
    expect(Buffer.from(back.base64, 'base64').equals(bytes)).toBe(true);
    const text = '"\n'.repeat(2_000_000);
    say(relay, { type: 'send', text });
    expect((await relay.next()).text === text).toBe(true);
    say(relay, { type: 'close' });
    expect(await relay.next()).toMatchObject({ type: 'closed', code: 1000 });
  });

  it('tries every address of a name', async () => {
    // It may be ::1 first, where nothing listens.
    const { relay, answer } = await dialThrough(rig, { url: `ws://localhost:${echo.port}` });
    expect(answer).toMatchObject({ handshake: { address: `127.0.0.1:${echo.port}` } });
    relay.ws.close();
  });

  it('loses no frame that comes with the handshake', async () => {
    const hasty = await OtherServer.start({}, (socket) => {
      for (let n = 0; n < 100; n += 1) socket.send(String(n));
      socket.close(1000);
    });
    const { relay } = await dialThrough(rig, { url: hasty.url });
    await relay.next('closed');
    const texts = relay.all.filter(({ type }) => type === 'received').map(({ text }) => text);
    expect(texts).toEqual(Array.from({ length: 100 }, (_, n) => String(n)));
    await hasty.stop();
  });

  it('speaks the subprotocol asked for, with headers, origin and token', async () => {
    const other = await OtherServer.start({ handleProtocols: () => 'chat.v2' });
    const opened = once(other.sockets, 'connection');
    const { relay, answer } = await dialThrough(rig, {
      url: other.url,
      protocols: ['chat.v3', 'chat.v2', 'bearer.very-secret-1'],
      headers: { 'X-Trace': 'abc', Cookie: 'session=very-secret-2', authorization: 'Basic very-secret-3' },
      origin: 'https://page.example',
      token: 'very-secret-4',
    });
    const [, { headers }] = (await opened) as [unknown, IncomingMessage];
    expect(headers).toMatchObject({
      'sec-websocket-protocol': 'chat.v3,chat.v2,bearer.very-secret-1',
      'x-trace': 'abc',
      cookie: 'session=very-secret-2',
      origin: 'https://page.example',
      authorization: 'Bearer very-secret-4',
    });
    expect(answer.handshake).toMatchObject({
      protocol: 'chat.v2',
      requestHeaders: {
        'X-Trace': 'abc',
        Cookie: '***',
        Authorization: '***',
        Origin: 'https://page.example',
        'Sec-WebSocket-Protocol': 'chat.v3,chat.v2,bearer.***',
      },
    });
    expect(JSON.stringify(relay.all)).not.toContain('very-secret');
    await other.stop();
    expect(await relay.next('closed')).toMatchObject({ code: 1006, by: null });
  });

  it('measures pings, now and then and when asked', async () => {
    const { relay } = await dialThrough(rig, { url: echo.url, pingMs: 250 });
    expect(await relay.next()).toEqual({ type: 'pong', rttMs: expect.any(Number) });
    const quiet = await dialThrough(rig, { url: echo.url, pingMs: 0 });
    say(quiet.relay, { type: 'ping' });
    const { rttMs } = await quiet.relay.next();
    expect(rttMs).toBeGreaterThan(0);
    for (const { ws } of [relay, quiet.relay]) ws.close();
  });

  it("tells the server's close code and reason", async () => {
    const opened = echo.next();
    const { relay } = await dialThrough(rig, { url: echo.url });
    (await opened).close(4001, 'kicked');
    expect(await relay.next()).toEqual({ type: 'closed', code: 4001, reason: 'kicked', by: 'server' });
  });

  it('tells of a server that says nothing when it closes, and of a link that breaks', async () => {
    const opened = echo.next();
    const { relay } = await dialThrough(rig, { url: echo.url });
    (await opened).close();
    expect(await relay.next()).toEqual({ type: 'closed', code: 1005, reason: '', by: 'server' });
    const again = echo.next();
    const other = await dialThrough(rig, { url: echo.url });
    (await again).terminate();
    expect(await other.relay.next()).toMatchObject({ type: 'closed', code: 1006, by: null });
  });

  it('tells why it will not take a frame', async () => {
    const opened = echo.next();
    const { relay } = await dialThrough(rig, { url: echo.url });
    (await opened).send('x'.repeat(9_000_000));
    expect(await relay.next()).toEqual({
      type: 'closed',
      code: 1009,
      reason: 'the server sent a frame of more than 8388608 bytes',
      by: 'client',
    });
    const again = echo.next();
    const other = await dialThrough(rig, { url: echo.url });
    const { _socket: raw } = (await again) as unknown as { _socket: { write(bytes: Buffer): void } };
    raw.write(Buffer.from([0x83, 0x00]));
    expect(await other.relay.next()).toMatchObject({ type: 'closed', code: 1002, by: 'client' });
  });

  it('ends at the server when the debug client goes', async () => {
    const opened = echo.next();
    const { relay } = await dialThrough(rig, { url: echo.url });
    const server = await opened;
    relay.ws.terminate();
    const [code, reason] = (await once(server, 'close')) as [number, Buffer];
    expect([code, reason.toString()]).toEqual([1001, 'the debug client went away']);
  });

  it('may be given up while it is dialled', async () => {
    const silent = await OtherServer.start({ verifyClient: (_info, _decide) => undefined });
    const relay = await openRelay(rig);
    say(relay, { type: 'open', spec: { url: silent.url } });
    say(relay, { type: 'close' });
    expect(await relay.next()).toMatchObject({ type: 'failed', code: 'CANCELLED' });
    await relay.closed;
    await silent.stop();
  });
});

describe("the gateway's own sockets", () => {
  it('are reached with its own tokens, which stay where they are', async () => {
    for (const role of ['client', 'worker', 'monitor'] as const) {
      const { relay, answer } = await dialThrough(rig, { role });
      expect(answer).toMatchObject({
        type: 'opened',
        handshake: { protocol: 'signalbox.v1', requestHeaders: { Authorization: '***' } },
      });
      expect(JSON.parse((await relay.next('received')).text)).toMatchObject({ type: 'welcome' });
      expect(JSON.stringify(relay.all)).not.toMatch(/(web|gpu|admin)-token/);
      say(relay, { type: 'close' });
      expect(await relay.next('closed')).toMatchObject({ code: 1000, by: 'client' });
    }
  });

  it('are reached for a client by name', async () => {
    const { relay } = await dialThrough(rig, { role: 'client', clientId: 'ada' });
    expect(JSON.parse((await relay.next('received')).text)).toMatchObject({ clientId: 'ada' });
    relay.ws.close();
  });

  it('are reached with a token of the spec instead', async () => {
    const given = await dialThrough(rig, { role: 'client', token: 'other-token' });
    expect(JSON.parse((await given.relay.next('received')).text)).toMatchObject({ clientId: 'other' });
    given.relay.ws.close();
    const headers = { authorization: 'Bearer wrong' };
    const { answer } = await dialThrough(rig, { role: 'client', headers });
    expect(answer).toMatchObject({ code: 'UPGRADE_REFUSED', handshake: { status: 401 } });
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'UNAUTHORIZED' } });
  });

  it('need a token of that role', async () => {
    const gateway = rig.make({ relay, tokens: { admin: ['admin-token'], clients: [], workers: [] } });
    const { url } = await gateway.start();
    const { answer } = await dialThrough(rig, { role: 'worker' }, url);
    expect(answer).toEqual({
      type: 'failed',
      code: 'NO_TOKEN',
      message: 'This gateway has no worker token of its own: give one, or set SIGNALBOX_WORKER_TOKENS',
    });
    await gateway.stop({ timeoutMs: 0 });
  });
});
