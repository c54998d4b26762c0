import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { subprotocol } from '../../../../src-core/protocol/limits';
import { setGateway } from '../../../connection/gateway';
import { useConnection } from '../../../stores/connection';
import { type LoggedFrame, onFrame } from '../log/frames';
import {
  type Connection,
  change,
  choose,
  connect,
  dialAgain,
  disconnect,
  mostConnections,
  nameProblem,
  removeTab,
  sendFrame,
  useConnections,
} from './connections';
import { useUnread } from './unread';

const ownSocket = globalThis.WebSocket;
let server: WebSocketServer;
let url: string;
let peers: { ws: WebSocket; request: IncomingMessage }[] = [];
let logged: LoggedFrame[] = [];
let stopListening: () => void;

beforeAll(() => {
  (globalThis as { WebSocket: unknown }).WebSocket = WebSocket;
});
afterAll(() => {
  (globalThis as { WebSocket: unknown }).WebSocket = ownSocket;
});

async function listen(port = 0): Promise<void> {
  server = new WebSocketServer({
    port,
    host: '127.0.0.1',
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  });
  server.on('connection', (ws, request) => {
    peers.push({ ws, request });
    ws.on('message', (data, isBinary) => ws.send(data, { binary: isBinary }));
  });
  await once(server, 'listening');
}

beforeEach(async () => {
  await listen();
  const { port } = server.address() as AddressInfo;
  url = `ws://127.0.0.1:${port}`;
  setGateway({ url: `http://127.0.0.1:${port}`, token: 't0ken' });
  stopListening = onFrame((frame) => logged.push(frame));
});
afterEach(async () => {
  for (const { id } of useConnections.getState().list) removeTab(id);
  stopListening();
  logged = [];
  peers = [];
  for (const client of server.clients) client.terminate();
  server.close();
  await once(server, 'close').catch(() => undefined);
});

const direct = { via: 'browser' } as const;
const get = (id: string) => useConnections.getState().list.find((one) => one.id === id) as Connection;

/** Waits until the tab is so. */
function until(id: string, test: (connection: Connection) => boolean): Promise<Connection> {
  return new Promise((resolve) => {
    const look = () => {
      const found = get(id);
      if (!test(found)) return false;
      resolve(found);
      return true;
    };
    if (look()) return;
    const stop = useConnections.subscribe(() => look() && stop());
  });
}
const opened = (id: string) => until(id, ({ state }) => state === 'open');

/** Waits until the log has a frame like this. */
function untilLogged(test: (frame: LoggedFrame) => boolean): Promise<LoggedFrame> {
  const there = logged.find(test);
  if (there) return Promise.resolve(there);
  return new Promise((resolve) => {
    const stop = onFrame((frame) => {
      if (!test(frame)) return;
      stop();
      resolve(frame);
    });
  });
}

describe('a tab', () => {
  it('opens a socket of the gateway with its token, sends, receives and closes', async () => {
    const id = connect({ role: 'client', clientId: 'shop' }, undefined, direct);
    const { name, handshake, dialled } = await opened(id);
    expect({ name, dialled }).toEqual({ name: 'client', dialled: 'browser' });
    expect(handshake).toMatchObject({ protocol: subprotocol, status: 101, requestHeaders: null });
    expect(peers[0]?.request.url).toBe('/ws/client?clientId=shop');
    expect(peers[0]?.request.headers['sec-websocket-protocol']).toBe(`${subprotocol},bearer.t0ken`);

    sendFrame(id, '{"type":"hello"}');
    sendFrame(id, new Uint8Array([1, 2]));
    const echo = await untilLogged(({ way, type }) => way === 'received' && type === 'binary');
    expect([...(echo.data as Uint8Array)]).toEqual([1, 2]);
    disconnect(id);
    expect((await until(id, ({ state }) => state === 'closed')).closing).toEqual({
      code: 1000,
      reason: '',
      by: 'client',
    });
    expect(logged.map(({ way }) => way)).toEqual([
      'opened',
      'sent',
      'sent',
      'received',
      'received',
      'closed',
    ]);
    expect(() => sendFrame(id, 'late')).toThrow('not open');
  });

  it('measures pings of its own, which are not in the log', async () => {
    const id = connect({ role: 'monitor', pingMs: 5 }, undefined, direct);
    await opened(id);
    const [peer] = peers;
    peer?.ws.removeAllListeners('message');
    peer?.ws.on('message', (data) => {
      const { ref } = JSON.parse(String(data)) as { ref: string };
      peer.ws.send(JSON.stringify({ type: 'pong', ref, at: 1 }));
    });
    const { pings } = await until(id, (connection) => connection.pings.length >= 3);
    expect(pings.every((ms) => ms >= 0)).toBe(true);
    expect(logged.map(({ way }) => way)).toEqual(['opened']);
  });

  it.each<[string, Parameters<typeof connect>[0], RegExp]>([
    ['a worker without a token', { role: 'worker' }, /worker token/],
    ['another server', { url: 'ws://example.com' }, /own gateway alone/],
    ['headers', { role: 'client', headers: { a: 'b' } }, /cannot set headers/],
    ['a token that fits no subprotocol', { role: 'client', token: 'a/b=' }, /subprotocol/],
    ['a variable nobody knows', { url: 'ws://{{nowhere}}' }, /nowhere/],
  ])('says what a browser cannot do: %s', async (_name, spec, words) => {
    const id = connect(spec, 'x', direct);
    const { failure } = await until(id, ({ state }) => state === 'closed');
    expect(failure).toMatch(words);
    expect(logged).toMatchObject([{ way: 'failed', connection: 'x' }]);
  });

  it('has a name nobody else has, and can be given another', async () => {
    const [first, second, third] = ['my server!', 'my server!', undefined].map((name) =>
      connect({ url }, name, direct),
    ) as [string, string, string];
    expect([first, second].map((id) => get(id).name)).toEqual(['my server-', 'my server- 2']);
    expect(get(third).name).toMatch(/^127\.0\.0\.1-\d+$/);
    expect(nameProblem('my server-')).toContain('another connection');
    expect(nameProblem('my server-', first)).toBeNull();
    expect(nameProblem('a/b')).toContain('letters');
    await opened(first);
    change(first, { ...get(first), name: 'renamed' });
    expect(get(first)).toMatchObject({ name: 'renamed', state: 'open' });
    change(first, { name: 'renamed', spec: { url: `${url}/other` }, via: 'browser' });
    expect((await opened(first)).handshake?.url).toContain('/other');
  });

  it('makes way for the one beside it when it goes', () => {
    const ids = [1, 2, 3].map((n) => connect({ url }, `n${n}`, direct)) as [string, string, string];
    choose(ids[1]);
    removeTab(ids[1]);
    expect(useConnections.getState().currentId).toBe(ids[2]);
    removeTab(ids[2]);
    expect(useConnections.getState().currentId).toBe(ids[0]);
    removeTab(ids[0]);
    expect(useConnections.getState()).toEqual({ list: [], currentId: null });
  });

  it('is refused when there are too many', () => {
    for (let n = 0; n < mostConnections; n += 1) connect({ url: 'ws://elsewhere' }, `n${n}`, direct);
    expect(() => connect({ url }, 'more', direct)).toThrow('close one first');
  });

  it('counts what it received while another was shown', async () => {
    const [behind, front] = [connect({ url }, 'a', direct), connect({ url }, 'b', direct)];
    await Promise.all([opened(behind), opened(front)]);
    const shown = new Promise<void>((resolve) => {
      const stop = useUnread.subscribe((counts) => {
        if (counts[behind] !== 2) return;
        stop();
        resolve();
      });
    });
    for (const text of ['1', '2']) sendFrame(behind, text);
    sendFrame(front, '3');
    await shown;
    expect(useUnread.getState()).toEqual({ [behind]: 2 });
    choose(behind);
    expect(useUnread.getState()).toEqual({});
  });
});

describe('a connection that is lost', () => {
  const lasting = { role: 'client', reconnect: true } as const;

  it('is dialled again, when the gateway said, as often as it needs', async () => {
    const id = connect(lasting, undefined, direct);
    await opened(id);
    const { port } = server.address() as AddressInfo;
    peers[0]?.ws.send('{"type":"draining","reconnectAfterMs":1}');
    await untilLogged(({ type }) => type === 'draining');
    server.close();
    peers[0]?.ws.close(1012, 'the gateway is restarting');
    const waiting = await until(id, ({ state }) => state === 'waiting');
    expect(waiting.closing).toEqual({ code: 1012, reason: 'the gateway is restarting', by: 'server' });
    // It is not there yet: an attempt that fails is no reason to give up.
    await until(id, ({ failure, state }) => failure !== null && state === 'waiting');
    await listen(port);
    await opened(id);
    expect(get(id)).toMatchObject({ failure: null, closing: null, retryAt: null });
  });

  it('is dialled at once when somebody asks, or the gateway is back', async () => {
    const id = connect(lasting, undefined, direct);
    for (const act of [() => dialAgain(id), () => useConnection.getState().opened()]) {
      await opened(id);
      peers.at(-1)?.ws.send('{"type":"draining","reconnectAfterMs":600000}');
      peers.at(-1)?.ws.terminate();
      expect((await until(id, ({ state }) => state === 'waiting')).closing?.code).toBe(1006);
      act();
    }
    await opened(id);
    expect(peers).toHaveLength(3);
  });

  it('stays closed when its end was meant, by either side, or nobody wanted it back', async () => {
    const ids = [connect(lasting, 'a', direct), connect(lasting, 'b', direct), connect({ url }, 'c', direct)];
    await Promise.all(ids.map(opened));
    const [a, b, c] = ids as [string, string, string];
    const of = (name: string) => peers[ids.indexOf(name)]?.ws;
    of(a)?.close(1008, 'signed out');
    disconnect(b);
    of(c)?.terminate();
    for (const id of ids)
      expect((await until(id, ({ closing }) => closing !== null)).state, get(id).name).toBe('closed');
  });

  it('is given up by a person who does not want to wait', async () => {
    const id = connect(lasting, undefined, direct);
    await opened(id);
    peers[0]?.ws.terminate();
    await until(id, ({ state }) => state === 'waiting');
    disconnect(id);
    expect(get(id)).toMatchObject({ state: 'closed', retryAt: null });
  });

  it('belongs to its gateway: another one begins with none', () => {
    useConnection.getState().gatewayChosen('http://one', null);
    connect({ url }, 'a', direct);
    useConnection.getState().gatewayChosen('http://two', null);
    expect(useConnections.getState().list).toEqual([]);
  });
});
