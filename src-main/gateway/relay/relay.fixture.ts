import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws';
import type { ConnectionSpec } from '../../../src-core/protocol/connection-spec';
import type { RelayFrame } from '../../../src-core/protocol/relay-frames';
import type { AnyFrame, Frames, Rig } from '../testing/rig.fixture';

/** Some other WebSocket server. */
export class OtherServer {
  private constructor(
    readonly port: number,
    readonly sockets: WebSocketServer,
    private readonly scheme: 'ws' | 'wss',
    private readonly stopHttp: () => Promise<void>,
  ) {}

  /** @param serve what it does with a socket; echoes when not said */
  static async start(
    options: ServerOptions & { tls?: { key: string; cert: string }; answer?: RequestListener } = {},
    serve: (socket: WebSocket) => void = echo,
  ): Promise<OtherServer> {
    const { tls, answer, ...rest } = options;
    const http = tls ? createTlsServer(tls, answer) : createHttpServer(answer);
    const sockets = new WebSocketServer({ ...rest, ...(answer ? { noServer: true } : { server: http }) });
    sockets.on('connection', serve);
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const stop = async () => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    };
    return new OtherServer((http.address() as AddressInfo).port, sockets, tls ? 'wss' : 'ws', stop);
  }

  get url(): string {
    return `${this.scheme}://127.0.0.1:${this.port}`;
  }

  /** The next socket that it opens. */
  async next(): Promise<WebSocket> {
    return ((await once(this.sockets, 'connection')) as [WebSocket])[0];
  }

  async stop(): Promise<void> {
    await this.stopHttp();
  }
}

function echo(socket: WebSocket): void {
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
}

/** A relay socket, as the debug client has one. */
export async function openRelay(rig: Rig, url = rig.address.url): Promise<Frames> {
  return rig.open('admin-token', url, {}, '/ws/relay');
}

/** Dials through a relay socket of its own; `answer` is `opened` or `failed`. */
export async function dialThrough(
  rig: Rig,
  spec: ConnectionSpec,
  url = rig.address.url,
): Promise<{ relay: Frames; answer: AnyFrame }> {
  const relay = await openRelay(rig, url);
  say(relay, { type: 'open', spec });
  return { relay, answer: await relay.next('opened', 'failed') };
}

/** Sends a frame of the right form. */
export function say(relay: Frames, frame: RelayFrame): void {
  relay.send(frame);
}
