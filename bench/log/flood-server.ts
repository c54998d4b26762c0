import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import { frameMix } from './frame-mix';

const tickMs = 10;

/** A WebSocket server that says very much to whoever is connected. */
export interface FloodServer {
  url: string;
  /** Sends so many frames, `perSecond` of them a second, or as fast as they are taken. Resolves when they are on their way. */
  flood(count: number, perSecond?: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startFloodServer(): Promise<FloodServer> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const frames = frameMix();
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async flood(count, perSecond = Number.POSITIVE_INFINITY) {
      const [socket] = server.clients;
      if (!socket) throw new Error('nobody is connected to the flooding server');
      const began = performance.now();
      for (let sent = 0; sent < count; ) {
        const due = Math.min(count, sent + 500, Math.ceil(((performance.now() - began) * perSecond) / 1000));
        let last: Promise<void> | undefined;
        for (; sent < due; sent += 1) last = send(socket, frames.next().value as string | Uint8Array);
        await last;
        if (Number.isFinite(perSecond)) await pause(tickMs);
      }
    },
    async stop() {
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(socket: WebSocket, frame: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => socket.send(frame, (error) => (error ? reject(error) : resolve())));
}
