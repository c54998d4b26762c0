import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { SignJWT } from 'jose';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { csrfHeader, sessionCookie, sessionMs } from '../../../src-core/protocol/console';
import { endedSessionsIn } from '../../system/ended-sessions';
import { Frames, jwtSecret, Rig } from '../testing/rig.fixture';

let rig: Rig;
const lines: string[] = [];
// Attempts are limited in a test of their own.
const limits = { signInBurst: 1000 };

beforeAll(async () => {
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const pool = { targetSize: 1, status: () => [], scale: () => undefined, act: () => undefined };
  rig = await Rig.start({ log, limits, pool });
});
afterAll(() => rig.stop());

const post = (token: unknown, url = rig.address.url) =>
  fetch(`${url}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });

async function signIn(url = rig.address.url): Promise<string> {
  const response = await post('admin-token', url);
  expect(response.status).toBe(200);
  return (response.headers.get('set-cookie') as string).split(';', 1)[0] as string;
}

const get = (cookie: string, path = '/session', headers = {}, url = rig.address.url) =>
  fetch(url + path, { headers: { cookie, ...headers } });

/** Pauses the queue by the cookie; the headers decide whether it may. */
const pause = (cookie: string, headers: Record<string, string>) =>
  fetch(`${rig.address.url}/queues/${rig.queueName}/pause`, {
    method: 'POST',
    headers: { cookie, ...headers },
  });

const code = async (response: Response): Promise<string> =>
  ((await response.json()) as { error: { code: string } }).error.code;

describe('signing in', () => {
  it('gives a cookie that only this gateway reads, and not the token', async () => {
    const response = await post('admin-token');
    const cookie = response.headers.get('set-cookie') as string;
    expect(cookie).toMatch(/; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain('admin-token');
    const session = (await response.json()) as { role: string; expiresAt: number };
    expect(session.role).toBe('admin');
    expect(Math.abs(session.expiresAt - Date.now() - sessionMs)).toBeLessThan(5000);
    const held = cookie.split(';', 1)[0] as string;
    expect(await (await get(held)).json()).toEqual(session);
    expect((await get(held, '/workers')).status).toBe(200);
  });

  it.each([
    ['a wrong token', 'nearly-admin-token', 401, 'UNAUTHORIZED'],
    ["a client's token", 'web-token', 403, 'FORBIDDEN'],
    ["a worker's token", 'gpu-token', 403, 'FORBIDDEN'],
    ['no text', 7, 400, 'INVALID_MESSAGE'],
    ['nothing', undefined, 400, 'INVALID_MESSAGE'],
  ])('refuses %s', async (_name, token, status, expected) => {
    const response = await post(token);
    expect([response.status, await code(response)]).toEqual([status, expected]);
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  it("refuses a user's signed token, and says what is needed", async () => {
    const key = new TextEncoder().encode(jwtSecret);
    const token = await new SignJWT().setProtectedHeader({ alg: 'HS256' }).setSubject('ann').sign(key);
    const response = await post(token);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('needs the admin token');
  });

  it.each([
    ['http', 'queue.example.com', undefined, false],
    ['https, ended by a proxy', 'queue.example.com', 'https://queue.example.com', true],
  ])('by %s', async (_name, host, origin, secure) => {
    const sent = request(`${rig.address.url}/session`, {
      method: 'POST',
      headers: { host, 'content-type': 'application/json', ...(origin && { origin }) },
    }).end('{"token":"admin-token"}');
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(200);
    expect(response.headers['set-cookie']?.[0]?.includes('; Secure')).toBe(secure);
  });

  it('by http, where the cookie is for https alone', async () => {
    const gateway = rig.make({ secureCookies: true });
    const { url } = await gateway.start();
    expect((await post('admin-token', url)).headers.get('set-cookie')).toContain('; Secure');
    await gateway.stop({ timeoutMs: 0 });
  });

  it('limits attempts by address, right ones too', async () => {
    const limited = rig.make({ limits: { signInBurst: 3, signInsPerMinute: 1 } });
    const { url } = await limited.start();
    for (let attempt = 1; attempt <= 3; attempt += 1) expect((await post('wrong', url)).status).toBe(401);
    const refused = await post('admin-token', url);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(refused.headers.get('set-cookie')).toBeNull();
    await limited.stop({ timeoutMs: 0 });
  });
});

describe('a session', () => {
  it('runs out', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - sessionMs - 60_000 });
    const old = await signIn().finally(() => vi.useRealTimers());
    const response = await get(old, '/workers');
    expect([response.status, await code(response)]).toEqual([401, 'UNAUTHORIZED']);
  });

  it('cannot be forged', async () => {
    const cookie = await signIn();
    const [head, body, sign] = cookie.slice(sessionCookie.length + 1).split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    const text = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const later = text({ ...claims, exp: claims.exp + 86_400 });
    const signed = (key: string) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(key));
    const forged = [
      `${head}.${later}.${sign}`,
      `${text({ alg: 'none' })}.${body}.`,
      `${head}.${body}.${sign.slice(0, -2)}`,
      await signed(jwtSecret),
      await signed('resume-secret'),
      'admin-token',
      '',
    ];
    for (const value of forged) {
      expect((await get(`${sessionCookie}=${value}`)).status, value).toBe(401);
    }
    // A header with a token is judged by the token alone.
    expect((await get(cookie, '/session', { authorization: 'Bearer wrong' })).status).toBe(401);
  });

  it('holds on every gateway with the same secret and tokens, until the token is changed', async () => {
    const cookie = await signIn();
    const same = rig.make();
    const changed = rig.make({ tokens: { admin: ['new-token'], clients: [], workers: [] } });
    const [sameUrl, changedUrl] = [(await same.start()).url, (await changed.start()).url];
    expect((await get(cookie, '/session', {}, sameUrl)).status).toBe(200);
    expect((await get(cookie, '/session', {}, changedUrl)).status).toBe(401);
  });

  it('that is signed out anywhere is refused everywhere, and its sockets are closed', async () => {
    const ended = endedSessionsIn(rig.queue());
    const [here, elsewhere] = [
      rig.make({ endedSessions: ended, limits }),
      rig.make({ endedSessions: ended, limits }),
    ];
    const [hereUrl, elsewhereUrl] = [(await here.start()).url, (await elsewhere.start()).url];
    const cookie = await signIn(hereUrl);
    const socket = new WebSocket(`${hereUrl.replace('http', 'ws')}/ws/client`, ['signalbox.v1'], {
      headers: { cookie, origin: hereUrl },
    });
    const frames = new Frames(socket);
    await frames.next('welcome');
    const out = await fetch(`${hereUrl}/session`, {
      method: 'DELETE',
      headers: { cookie, origin: hereUrl, [csrfHeader]: '1' },
    });
    expect(await out.json()).toEqual({ signedOut: true });
    expect(out.headers.get('set-cookie')).toMatch(/^signalbox_session=; .*Expires=Thu, 01 Jan 1970/);
    expect(await frames.closed).toEqual({ code: 1008, reason: 'signed out' });
    expect((await get(cookie, '/session', {}, hereUrl)).status).toBe(401);
    expect((await get(cookie, '/session', {}, elsewhereUrl)).status).toBe(401);
    await Promise.all([here.stop({ timeoutMs: 0 }), elsewhere.stop({ timeoutMs: 0 })]);
  });

  it('acts for its own pages alone', async () => {
    const cookie = await signIn();
    const own = { origin: rig.address.url };
    const mark = { [csrfHeader]: '1' };
    const refused: [string, Record<string, string>, string][] = [
      ['no header', own, 'FORBIDDEN'],
      ['no origin', mark, 'ORIGIN_REFUSED'],
      [
        'an origin that is allowed, but another',
        { ...mark, origin: 'https://ops.example.com' },
        'ORIGIN_REFUSED',
      ],
      ['a foreign origin', { ...mark, origin: 'https://evil.example' }, 'ORIGIN_REFUSED'],
      ['another port of this host', { ...mark, ...own, 'sec-fetch-site': 'same-site' }, 'ORIGIN_REFUSED'],
    ];
    for (const [name, headers, expected] of refused) {
      expect(await code(await pause(cookie, headers)), name).toBe(expected);
    }
    expect((await rig.queue().status()).paused).toBe(false);
    expect((await get(cookie, '/workers', { 'sec-fetch-site': 'same-site' })).status).toBe(403);
    expect((await get(cookie, '/workers', { origin: 'https://ops.example.com' })).status).toBe(403);
    expect((await pause(cookie, { ...own, ...mark })).status).toBe(200);
    expect((await rig.queue().status()).paused).toBe(true);
    await rig.queue().resume();
  });

  it.each([
    ['no origin', {}],
    ['an origin that is allowed, but another', { origin: 'https://ops.example.com' }],
  ])('opens no socket with %s', async (_name, headers) => {
    const cookie = await signIn();
    const socket = new WebSocket(`${rig.address.url.replace('http', 'ws')}/ws/client`, ['signalbox.v1'], {
      headers: { cookie, ...headers },
    });
    socket.on('error', () => undefined);
    const [, response] = await once(socket, 'unexpected-response');
    expect(response.statusCode).toBe(403);
    response.destroy();
  });
});

it('writes no token and no session into the log', async () => {
  const cookie = await signIn();
  await post('a-mistyped-secret');
  await get(`${cookie}x`);
  const headers = { cookie, origin: rig.address.url, [csrfHeader]: '1', 'content-type': 'application/json' };
  await fetch(`${rig.address.url}/pool`, { method: 'PUT', headers, body: '{"size":2}' });
  expect(lines.join('')).toContain('the pool is resized');
  const text = lines.join('\n');
  for (const secret of ['admin-token', 'a-mistyped-secret', cookie.slice(-20)])
    expect(text).not.toContain(secret);
});
