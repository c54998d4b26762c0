import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { bearerPrefix, maxFrameBytes, subprotocol } from '../../../src-core/protocol/limits';
import type { Ledger } from './ledger';

/** Frames over the limit are read all the same up to this many times it, so that the report can say how large they were. */
const readableFrames = 8;

/** Where workers connect: checks the upgrade, and can refuse to be there. */
export class KitServer {
  readonly #http: Server = createServer((_request, response) => response.writeHead(404).end());
  readonly #sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: readableFrames * maxFrameBytes,
    handleProtocols: () => subprotocol,
  });
  /** When each attempt to connect came, by the monotonic clock, in ms. */
  readonly attempts: number[] = [];
  /** While true every attempt is answered 503, as by a gateway that is starting. */
  away = false;

  constructor(
    private readonly token: string,
    private readonly ledger: Ledger,
    onSocket: (ws: WebSocket) => void,
  ) {
    this.#http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.attempts.push(performance.now());
      const refusal = this.away ? 503 : this.#refusal(request);
      if (refusal === null) this.#sockets.handleUpgrade(request, socket, head, onSocket);
      else socket.end(`HTTP/1.1 ${refusal} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      socket.on('error', () => undefined);
    });
  }

  /** Listens; answers the address that a worker is given. Rejects when the port is taken. */
  async listen(port: number, host: string): Promise<string> {
    this.#http.listen(port, host);
    await once(this.#http, 'listening');
    const name = host.includes(':') ? `[${host}]` : host;
    return `http://${name}:${(this.#http.address() as AddressInfo).port}`;
  }

  close(): void {
    for (const ws of this.#sockets.clients) ws.terminate();
    this.#http.close();
    this.#http.closeAllConnections();
  }

  #refusal({ url, headers }: IncomingMessage): number | null {
    const path = new URL(url ?? '/', 'http://kit').pathname;
    const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    const inProtocol = offered.find((name) => name.startsWith(bearerPrefix))?.slice(bearerPrefix.length);
    const [scheme, inHeader] = (headers.authorization ?? '').split(' ');
    const token = scheme?.toLowerCase() === 'bearer' ? inHeader : inProtocol;
    const fault =
      path !== '/ws/worker'
        ? { status: 404, how: `it asked for ${path}` }
        : token !== this.token
          ? { status: 401, how: token === undefined ? 'it showed no token' : 'it showed another token' }
          : offered.includes(subprotocol)
            ? null
            : { status: 400, how: `it did not offer the subprotocol ${subprotocol}` };
    if (fault) this.ledger.broke('R1', fault.how);
    else this.ledger.saw('R1');
    return fault?.status ?? null;
  }
}
