import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAddressPolicy } from '../../../src-core/outbound/address-policy';
import { type AnyFrame, Rig } from '../testing/rig.fixture';
import { selfSigned } from './certificate.fixture';
import { dialThrough, OtherServer, openRelay, say } from './relay.fixture';

const names: Record<string, string> = { 'inside.example': '127.0.0.1', 'localhost.example': '127.0.0.1' };

/** Knows two names, both of this machine; may dial this machine, and by name only one of them. */
const relay = createAddressPolicy({
  allow: ['127.0.0.1', '::1'],
  resolve: async (hostname) => {
    const address = names[hostname];
    if (address) return [{ address, family: 4 }];
    throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
  },
});

let rig: Rig;
let echo: OtherServer;
const logged: string[] = [];

beforeAll(async () => {
  const log = pino({ level: 'trace' }, { write: (line: string) => logged.push(line) });
  rig = await Rig.start({ relay, limits: { relayDialMs: 300 }, log });
  echo = await OtherServer.start();
});
afterAll(async () => {
  await echo.stop();
  await rig.stop();
});

async function failureOf(url: string, gateway = rig.address.url): Promise<AnyFrame> {
  const { relay, answer } = await dialThrough(rig, { url }, gateway);
  expect(await relay.closed).toEqual({ code: 1000, reason: 'the connection is over' });
  return answer;
}

describe('a server that refuses', () => {
  it('is told with status, headers and the beginning of its body', async () => {
    const server = await OtherServer.start({
      answer: (_request, response) => {
        response.writeHead(401, { 'x-why': 'no badge', 'set-cookie': ['a=very-secret', 'b=very-secret'] });
        // Longer than what is told, and without an end.
        response.write(`no entry${'.'.repeat(10_000)}`);
      },
    });
    const answer = await failureOf(server.url);
    expect(answer).toMatchObject({
      type: 'failed',
      code: 'UPGRADE_REFUSED',
      message: `127.0.0.1:${server.port} answered 401 Unauthorized instead of 101`,
      handshake: { status: 401, responseHeaders: { 'x-why': 'no badge', 'set-cookie': '***' } },
    });
    expect(answer.body).toMatch(/^no entry\.+$/);
    expect(answer.body).toHaveLength(4096);
    await server.stop();
  });

  it('is told when its body takes too long', async () => {
    const server = await OtherServer.start({
      answer: (_request, response) => response.writeHead(503).write('wait'),
    });
    expect(await failureOf(server.url)).toMatchObject({ code: 'UPGRADE_REFUSED', body: 'wait' });
    await server.stop();
  });

  it('is not followed elsewhere', async () => {
    const server = await OtherServer.start({
      answer: (_request, response) => response.writeHead(302, { location: echo.url }).end(),
    });
    expect(await failureOf(server.url)).toMatchObject({
      code: 'UPGRADE_REFUSED',
      message: expect.stringContaining('redirects are not followed'),
      handshake: { status: 302, responseHeaders: { location: echo.url } },
    });
    await server.stop();
  });

  it('is told when it does not take the subprotocol', async () => {
    const stubborn = await OtherServer.start({ handleProtocols: () => false });
    const refused = await dialThrough(rig, { url: stubborn.url, protocols: ['chat'] });
    expect(refused.answer).toMatchObject({
      code: 'HANDSHAKE_INVALID',
      message: expect.stringContaining('Server sent no subprotocol'),
      handshake: { status: 101 },
    });
    await stubborn.stop();
  });
});

describe('a server that cannot be reached', () => {
  it('does not answer', async () => {
    const mute = createServer((socket) => socket.resume().on('error', () => undefined)).listen(
      0,
      '127.0.0.1',
    );
    await once(mute, 'listening');
    const { port } = mute.address() as AddressInfo;
    expect(await failureOf(`ws://127.0.0.1:${port}`)).toEqual({
      type: 'failed',
      code: 'TIMEOUT',
      message: `127.0.0.1:${port} took the connection but did not answer within 300 ms`,
    });
    mute.close();
    await once(mute, 'close');
    expect(await failureOf(`ws://127.0.0.1:${port}`)).toMatchObject({
      code: 'UNREACHABLE',
      message: `Nothing listens at 127.0.0.1:${port} (ECONNREFUSED)`,
    });
  });

  it('answers something else', async () => {
    const chatty = createServer((socket) => socket.end('220 mail ready\r\n')).listen(0, '127.0.0.1');
    await once(chatty, 'listening');
    const { port } = chatty.address() as AddressInfo;
    expect(await failureOf(`ws://127.0.0.1:${port}`)).toMatchObject({
      code: 'HANDSHAKE_INVALID',
      message: expect.stringContaining('is not HTTP'),
    });
    expect(await failureOf(`wss://127.0.0.1:${port}`)).toMatchObject({
      code: 'TLS_FAILED',
      message: expect.stringContaining('is it ws: instead of wss:?'),
    });
    chatty.close();
  });

  it('has a certificate nobody vouches for', async () => {
    const server = await OtherServer.start({ tls: selfSigned });
    expect(await failureOf(server.url)).toMatchObject({
      code: 'TLS_FAILED',
      message: expect.stringMatching(/signed by itself.*NODE_EXTRA_CA_CERTS.*DEPTH_ZERO_SELF_SIGNED_CERT/),
    });
    await server.stop();
  });

  it('has a name nobody knows', async () => {
    expect(await failureOf('ws://nowhere.example')).toMatchObject({
      code: 'HOST_UNKNOWN',
      message: 'The name of nowhere.example:80 is not known (ENOTFOUND)',
    });
  });
});

describe('an address that is not public', () => {
  it.each([
    ['ws://10.0.0.1/', '10.0.0.1 is a private address', '10.0.0.1:80'],
    ['wss://[fd00::1]/', 'fd00::1 is a private address', '[fd00::1]:443'],
    [
      'ws://169.254.169.254/latest',
      "169.254.169.254 is the address of a cloud's metadata",
      '169.254.169.254:80',
    ],
    ['ws://[::ffff:10.0.0.1]:99/', '::ffff:a00:1 is a private address', '[::ffff:a00:1]:99'],
    ['ws://0/', '0.0.0.0 is an unspecified address', '0.0.0.0:80'],
    ['ws://127.1:7', '', ''],
  ])('is refused unless it is allowed: %s', async (url, what, entry) => {
    const answer = await failureOf(url);
    if (what === '') return expect(answer).toMatchObject({ code: 'UNREACHABLE' });
    expect(answer).toEqual({
      type: 'failed',
      code: 'ADDRESS_REFUSED',
      message: `${what} and not on the allow-list. To dial it through this gateway, start it with ${entry} in SIGNALBOX_RELAY_ALLOW`,
    });
  });

  it('is refused behind a name, and reached by one that is allowed', async () => {
    const named = `ws://inside.example:${echo.port}`;
    const strict = rig.make({
      relay: createAddressPolicy({
        allow: ['other.example'],
        resolve: async () => [{ address: '127.0.0.1', family: 4 }],
      }),
    });
    const { url } = await strict.start();
    expect(await failureOf(named, url)).toMatchObject({
      code: 'ADDRESS_REFUSED',
      message: expect.stringContaining('inside.example is 127.0.0.1, which is a loopback address'),
    });
    const other = await dialThrough(rig, { url: `ws://other.example:${echo.port}` }, url);
    expect(other.answer).toMatchObject({
      type: 'opened',
      handshake: {
        address: `127.0.0.1:${echo.port}`,
        requestHeaders: { Host: `other.example:${echo.port}` },
      },
    });
    await strict.stop({ timeoutMs: 0 });
  });
});

describe('a request that makes no sense', () => {
  it.each([
    [{ url: 'http://127.0.0.1/' }, 'The url must be one of ws: or wss:'],
    [{ url: 'nonsense' }, 'The url must be one of ws: or wss:'],
    [{ url: 'ws://127.0.0.1/#part' }, 'no #fragment'],
    [{ url: 'ws://127.0.0.1/', protocols: ['a b'] }, 'invalid or duplicated subprotocol'],
    [{ url: 'ws://127.0.0.1/', protocols: ['a', 'a'] }, 'invalid or duplicated subprotocol'],
    [{ url: 'ws://127.0.0.1/', headers: { Upgrade: 'h2c' } }, 'The header Upgrade'],
    [{ url: 'ws://127.0.0.1/', headers: { 'Sec-WebSocket-Protocol': 'a' } }, 'give "protocols"'],
    [{ url: 'ws://127.0.0.1/', headers: { 'X-Name': '\u{1f600}' } }, 'Invalid character in header content'],
    [{ url: 'ws://127.0.0.1/', pingMs: 10 }, 'accepted: 0 for none, or 250 and more'],
    [{ role: 'worker' as const, clientId: 'ada' }, 'for the role "client" alone'],
  ])('is told what is wrong: %j', async (spec, message) => {
    const { relay, answer } = await dialThrough(rig, spec);
    expect(answer).toMatchObject({ code: 'INVALID_SPEC', message: expect.stringContaining(message) });
    await relay.closed;
  });

  it.each<[object | string, string]>([
    ['{', 'The frame is not JSON'],
    [{ type: 'dial' }, 'The frame: type'],
    [{ type: 'open', spec: { url: 'ws://a', role: 'client' } }, 'give either "role" or "url"'],
    [{ type: 'open', spec: { url: 'ws://a', headers: { 'a\nb': 'c' } } }, 'not a header name'],
    [{ type: 'send_binary', base64: 'not base64!' }, 'The frame: base64'],
    [{ type: 'close', code: 1001 }, 'accepted: 1000, 3000 to 4999'],
  ])('is refused, and the socket goes on: %j', async (frame, message) => {
    const relay = await openRelay(rig);
    relay.send(frame);
    expect(await relay.next()).toMatchObject({
      type: 'error',
      code: 'INVALID_MESSAGE',
      message: expect.stringContaining(message),
    });
    say(relay, { type: 'open', spec: { url: echo.url } });
    expect(await relay.next()).toMatchObject({ type: 'opened' });
    relay.ws.close();
    await relay.closed;
  });

  it('is refused at the wrong time', async () => {
    const relay = await openRelay(rig);
    for (const early of [{ type: 'send', text: 'x' }, { type: 'ping' }, { type: 'close' }] as const) {
      say(relay, early);
      expect(await relay.next()).toMatchObject({ type: 'error', code: 'INVALID_STATE' });
    }
    say(relay, { type: 'open', spec: { url: echo.url } });
    say(relay, { type: 'open', spec: { url: echo.url } });
    expect(await relay.next()).toMatchObject({ type: 'error', code: 'INVALID_STATE' });
    expect(await relay.next()).toMatchObject({ type: 'opened' });
    relay.ws.close();
    await relay.closed;
  });
});

describe('who may', () => {
  it('has an admin token', async () => {
    for (const token of ['web-token', 'gpu-token']) {
      const refused = rig.open(token, rig.address.url, {}, '/ws/relay');
      await expect(refused).rejects.toThrow('403');
    }
  });

  it('asks a gateway on which it is on', async () => {
    const gateway = rig.make();
    const { url } = await gateway.start();
    const { answer } = await dialThrough(rig, {
      url: `${url.replace('http', 'ws')}/ws/relay`,
      token: 'admin-token',
    });
    expect(answer).toMatchObject({ code: 'UPGRADE_REFUSED', handshake: { status: 403 } });
    expect(JSON.parse(answer.body)).toMatchObject({
      error: { code: 'FORBIDDEN', message: expect.stringContaining('start it with SIGNALBOX_RELAY=true') },
    });
    await gateway.stop({ timeoutMs: 0 });
  });

  it('has no more than so many', async () => {
    const gateway = rig.make({ relay, limits: { relays: 3 } });
    const { url } = await gateway.start();
    const open = [];
    for (let n = 0; n < 3; n += 1) open.push(await dialThrough(rig, { url: echo.url }, url));
    expect(open.map(({ answer }) => answer.type)).toEqual(['opened', 'opened', 'opened']);
    expect(await failureOf(echo.url, url)).toMatchObject({
      code: 'OVER_CAPACITY',
      message: 'This gateway relays 3 connections at most: close another one',
    });
    for (const { relay } of open) say(relay, { type: 'close' });
    await Promise.all(open.map(({ relay }) => relay.closed));
    expect((await dialThrough(rig, { url: echo.url }, url)).answer.type).toBe('opened');
    await gateway.stop({ timeoutMs: 0 });
  });
});

it('logs who opened what, and nothing secret', async () => {
  const { relay, answer } = await dialThrough(rig, {
    url: `${echo.url.replace('//', '//ada:very-secret-1@')}/very-secret-2?token=very-secret-3`,
    headers: { 'X-Api-Key': 'very-secret-4' },
    protocols: ['bearer.very-secret-5'],
  });
  expect(answer.handshake).toMatchObject({
    url: `ws://***@127.0.0.1:${echo.port}/very-secret-2?token=***`,
    requestHeaders: { 'X-Api-Key': '***', Authorization: '***' },
  });
  say(relay, { type: 'send', text: 'very-secret-6' });
  await relay.next('received');
  say(relay, { type: 'close' });
  await relay.closed;
  expect(logged.join('')).toContain(`"to":"127.0.0.1:${echo.port}"`);
  expect(logged.join('')).not.toContain('very-secret');
});
