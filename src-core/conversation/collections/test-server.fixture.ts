import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/** A WebSocket server of a test's own. */
export class TestServer {
  /** Requests of the connections it was given. */
  readonly upgrades: IncomingMessage[] = [];

  private constructor(
    readonly server: WebSocketServer,
    readonly url: string,
  ) {}

  static async start(talk: (socket: WebSocket) => void): Promise<TestServer> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    const test = new TestServer(server, `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    server.on('connection', (socket, request) => {
      test.upgrades.push(request);
      talk(socket);
    });
    return test;
  }

  async stop(): Promise<void> {
    for (const socket of this.server.clients) socket.terminate();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** Answers each JSON frame as `answers` says by its type; others come back as they are. */
export function answering(
  answers: Record<string, (frame: Record<string, unknown>) => unknown[]>,
): (socket: WebSocket) => void {
  return (socket) =>
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) return socket.send(data);
      const text = data.toString();
      const frame = text.startsWith('{') ? JSON.parse(text) : {};
      const answer = answers[frame.type];
      if (!answer) return socket.send(text);
      for (const one of answer(frame)) socket.send(JSON.stringify(one));
    });
}
