import { afterAll, afterEach, beforeAll, expect, describe, it } from 'vitest';
import { WebSocket } from 'ws';
import type { FrameData, WireEvents } from '../../../../src-core/conversation/wire';
import type { ConnectionSpec } from '../../../../src-core/protocol/connection-spec';
import { createAddressPolicy } from '../../../../src-core/outbound/address-policy';
import { OtherServer } from '../../../../src-main/gateway/relay/relay.fixture';
import { Rig } from '../../../../src-main/gateway/testing/rig.fixture';
import { setGateway } from '../../../connection/gateway';
import { useConnection } from '../../../stores/connection';
import { loggedFrames } from '../log/frames';
import { connect, type Connection, dialAgain, disconnect, removeTab, useConnections } from './connections';
import { dialAsTab } from './dial-as-tab';
import { useRelay } from './relay-state';

const ownSocket = globalThis.WebSocket;
let rig: Rig;
let echo: OtherServer;

/** A gateway whose relay is so, and which says so. */
async function gateway(relay: boolean): Promise<string> {
  const made = rig.make({
    ...(relay && { relay: createAddressPolicy({ allow: ['loopback'] }) }),
    system: {
      mode: 'gateway',
      dataDir: '/nowhere',
      redis: { address: '127.0.0.1:1', ours: false, dataDir: null },
      settings: { SIGNALBOX_RELAY: String(relay) },
    },
  });
  const { url } = await made.start();
  useConnection.getState().gatewayChosen(url, null);
  setGateway({ url, token: 'admin-token' });
  return url;
}

beforeAll(async () => {
  (globalThis as { WebSocket: unknown }).WebSocket = WebSocket;
  [rig, echo] = await Promise.all([Rig.start(), OtherServer.start({ handleProtocols: () => 'chat.v2' })]);
});
afterEach(() => {
  for (const { id } of useConnections.getState().list) removeTab(id);
});
afterAll(async () => {
  await Promise.all([rig.stop(), echo.stop()]);
  (globalThis as { WebSocket: unknown }).WebSocket = ownSocket;
});

function until(id: string, test: (connection: Connection) => boolean): Promise<Connection> {
  return new Promise((resolve) => {
    const look = () => {
      const found = useConnections.getState().list.find((one) => one.id === id);
      if (!found || !test(found)) return false;
      resolve(found);
      return true;
    };
    if (look()) return;
    const stop = useConnections.subscribe(() => look() && stop());
  });
}

/** Dials as a run does, sends these frames once it is open, and closes it when as many have come back. */
async function converse(name: string, spec: ConnectionSpec, frames: FrameData[]): Promise<unknown[]> {
  const told: unknown[] = [];
  await new Promise<void>((resolve) => {
    let left = frames.length;
    const events: WireEvents = {
      opened: ({ protocol }) => {
        told.push(protocol);
        for (const frame of frames) wire.send(frame);
      },
      received: (data) => {
        told.push(data);
        left -= 1;
        if (left === 0) wire.close(4001, 'done');
      },
      failed: (message) => {
        told.push(message);
        resolve();
      },
      closed: (closing) => {
        told.push(closing);
        resolve();
      },
    };
    const wire = dialAsTab(name, spec, events);
  });
  return told;
}

describe('through the relay', () => {
  beforeAll(() => gateway(true));

  it('carries a conversation of text and bytes, in a tab that the next run takes again', async () => {
    const kept = connect({ role: 'monitor' });
    for (const _ of [1, 2]) {
      const told = await converse('chat', { url: echo.url, protocols: ['chat.v2'] }, [
        'hi',
        new Uint8Array([0, 255]),
      ]);
      expect(told).toEqual([
        'chat.v2',
        'hi',
        new Uint8Array([0, 255]),
        { code: 4001, reason: 'done', by: 'client' },
      ]);
    }
    const { list, currentId } = useConnections.getState();
    expect(list.map(({ name, ofRun }) => [name, ofRun])).toEqual([
      ['monitor', false],
      ['chat', true],
    ]);
    expect(currentId).toBe(kept);
    const ofRun = loggedFrames().filter(({ connectionId }) => connectionId === list[1]?.id);
    expect(ofRun.map(({ way }) => way)).toEqual(['opened', 'sent', 'sent', 'received', 'received', 'closed']);
  });

  it('shows the handshake and ping times', async () => {
    const headers = { 'x-tenant': 'shop', authorization: 'Bearer not-to-be-shown' };
    const id = connect({ url: echo.url, headers, pingMs: 250 });
    const { handshake } = await until(id, ({ pings }) => pings.length > 0);
    expect(handshake).toMatchObject({
      address: `127.0.0.1:${echo.port}`,
      status: 101,
      requestHeaders: { 'x-tenant': 'shop', authorization: '***' },
      responseHeaders: expect.objectContaining({ Upgrade: 'websocket' }),
    });
  });

  it('opens all three roles without a token of theirs', async () => {
    const ids = (['client', 'worker', 'monitor'] as const).map((role) => connect({ role }));
    for (const id of ids) {
      const { dialled, handshake } = await until(id, ({ state }) => state === 'open');
      expect([dialled, handshake?.protocol]).toEqual(['relay', 'signalbox.v1']);
    }
  });

  it('tells what a server answers that refuses', async () => {
    const strict = await OtherServer.start({
      answer: (_request, response) => response.writeHead(404).end('no such room'),
    });
    const id = connect({ url: strict.url, reconnect: true });
    const { failure, handshake, refusal } = await until(id, ({ state }) => state === 'closed');
    expect(failure).toContain('404');
    expect(handshake?.status).toBe(404);
    expect(refusal).toEqual({ code: 'UPGRADE_REFUSED', body: 'no such room' });
    await strict.stop();
  });

  it.each<[string, (connection: Connection) => boolean]>([
    ['before it is known how to dial', () => true],
    ['while it is dialled', ({ dialled }) => dialled !== null],
  ])('is given up %s', async (_name, when) => {
    const id = connect({ role: 'client' });
    await until(id, when);
    disconnect(id);
    expect(await until(id, ({ state }) => state === 'closed')).toMatchObject({
      closing: { code: 1000, by: 'client' },
      failure: null,
    });
    dialAgain(id);
    await until(id, ({ state }) => state === 'open');
  });

  it('does not bring back what a run has lost', async () => {
    const mortal = await OtherServer.start({}, (socket) => socket.terminate());
    const told = await converse('mortal', { url: mortal.url, reconnect: true }, []);
    expect(told.at(-1)).toEqual({ code: 1006, reason: expect.any(String), by: null });
    expect(useConnections.getState().list.at(-1)).toMatchObject({ state: 'closed', retryAt: null });
    await mortal.stop();
  });

  it('fails a conversation whose server is not there', async () => {
    const [message] = await converse('gone', { url: 'ws://127.0.0.1:1', reconnect: true }, []);
    expect(message).toMatch(/listens/);
  });
});

describe('without a relay', () => {
  beforeAll(() => gateway(false));

  it('dials the sockets of the gateway by itself, and no others', async () => {
    const ids = [
      connect({ role: 'client' }),
      connect({ role: 'worker', token: 'gpu-token' }),
      connect({ role: 'monitor' }),
    ];
    for (const id of ids) {
      const { dialled, handshake } = await until(id, ({ state }) => state === 'open');
      expect([dialled, handshake?.requestHeaders]).toEqual(['browser', null]);
    }
    expect(useRelay.getState().state).toBe('off');
    const worker = await until(connect({ role: 'worker' }), ({ state }) => state === 'closed');
    expect(worker.failure).toContain('worker token');
    const other = await until(connect({ url: echo.url }), ({ state }) => state === 'closed');
    expect(other.refusal).toEqual({ code: 'RELAY_OFF' });
  });
});
