import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { MonitorSocket } from './monitor-socket';

interface Loss {
  /** Until the next attempt, ms. */
  waitMs: number;
  opened: boolean;
  reason: string;
}

let server: WebSocketServer;
let monitor: MonitorSocket | undefined;

beforeEach(async () => {
  server = await listen(0);
});
afterEach(async () => {
  monitor?.close();
  await stop(server);
});

async function listen(port: number): Promise<WebSocketServer> {
  const listening = new WebSocketServer({ port, host: '127.0.0.1', handleProtocols: () => 'signalbox.v1' });
  await once(listening, 'listening');
  return listening;
}

async function stop(running: WebSocketServer): Promise<void> {
  for (const socket of running.clients) socket.terminate();
  await new Promise((resolve) => running.close(resolve));
}

function start(token: string | null = 't0ken', silenceMs?: number) {
  const { port } = server.address() as AddressInfo;
  const losses: Loss[] = [];
  const frames: unknown[] = [];
  const waiting: (() => void)[] = [];
  monitor = new MonitorSocket({
    url: `http://127.0.0.1:${port}`,
    token,
    socketClass: WebSocket as unknown as new (url: string, protocols: string[]) => globalThis.WebSocket,
    random: () => 0,
    silenceMs,
    onFrame: (frame) => frames.push(frame),
    onOpen: () => undefined,
    onLost: ({ retryAt, ...loss }) => {
      losses.push({ ...loss, waitMs: retryAt - Date.now() });
      waiting.shift()?.();
    },
  });
  const lost = () => new Promise<void>((resolve) => waiting.push(resolve));
  return { monitor, losses, frames, lost, port };
}

async function connected(): Promise<WebSocket> {
  const [socket] = (await once(server, 'connection')) as [WebSocket];
  return socket;
}

async function nextFrame(socket: WebSocket): Promise<unknown> {
  const [data] = await once(socket, 'message');
  return JSON.parse(String(data));
}

it('offers its token as a subprotocol, and none with a session cookie', async () => {
  const requested = once(server, 'headers');
  start();
  const [, request] = await requested;
  expect(request.url).toBe('/ws/monitor');
  expect(request.headers['sec-websocket-protocol']).toBe('signalbox.v1,bearer.t0ken');
  monitor?.close();
  const again = once(server, 'headers');
  start(null);
  const [, bare] = await again;
  expect(bare.headers['sec-websocket-protocol']).toBe('signalbox.v1');
});

it('subscribes at once, when topics change, and again on a new socket', async () => {
  const { monitor: one } = start();
  one.subscribe(['stats']);
  const socket = await connected();
  expect(await nextFrame(socket)).toEqual({ type: 'subscribe', topics: ['stats'] });
  one.subscribe(['stats', 'dlq']);
  expect(await nextFrame(socket)).toEqual({ type: 'subscribe', topics: ['stats', 'dlq'] });
  socket.close(1012, 'restart');
  expect(await nextFrame(await connected())).toEqual({ type: 'subscribe', topics: ['stats', 'dlq'] });
});

it('waits longer after each failure, and starts over once it was connected', async () => {
  const { losses, lost, port } = start();
  // Its first frame says that the other side knows it is open.
  await nextFrame(await connected());
  const first = lost();
  await stop(server);
  await first;
  await lost();
  await lost();
  // Half a second, one, two; each less its random fifth, and what a tick of the clock may take.
  for (const [i, waitMs] of [400, 800, 1_600].entries()) {
    expect(losses[i]?.waitMs).toBeLessThanOrEqual(waitMs);
    expect(losses[i]?.waitMs).toBeGreaterThan(waitMs - 50);
  }
  expect(losses.map(({ opened }) => opened)).toEqual([true, false, false]);
  server = await listen(port);
  const again = connected();
  monitor?.retryNow();
  const socket = await again;
  await nextFrame(socket);
  const lostAgain = lost();
  socket.terminate();
  await lostAgain;
  expect(losses.at(-1)?.waitMs).toBeLessThanOrEqual(400);
});

it('comes back when a gateway that stops says so', async () => {
  const { losses, lost, frames } = start();
  const socket = await connected();
  const gone = lost();
  socket.send(JSON.stringify({ type: 'draining', reconnectAfterMs: 50 }));
  socket.close(1012);
  await gone;
  expect(losses[0]?.waitMs).toBeLessThanOrEqual(50);
  expect(frames).toEqual([{ type: 'draining', reconnectAfterMs: 50 }]);
  await connected();
});

it('takes a peer that answers nothing for gone', async () => {
  const { losses, lost } = start('t0ken', 60);
  const socket = await connected();
  const gone = lost();
  const ping = new Promise((resolve) =>
    socket.on('message', (data) => JSON.parse(String(data)).type === 'ping' && resolve(undefined)),
  );
  await ping;
  await gone;
  expect(losses[0]?.reason).toBe('the gateway went silent');
});

it('leaves alone what is not JSON, and stays closed once it is', async () => {
  const { monitor: one, frames, losses } = start();
  const socket = await connected();
  socket.send('{"type":');
  socket.send('{"type":"pong","at":1}');
  const closed = once(socket, 'close');
  // The frames were sent before: once it has answered a ping they have been read.
  socket.ping();
  await once(socket, 'pong');
  one.close();
  one.retryNow();
  expect((await closed)[0]).toBe(1000);
  expect(frames).toEqual([{ type: 'pong', at: 1 }]);
  expect(losses).toEqual([]);
});
