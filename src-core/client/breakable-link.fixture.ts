import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP relay whose links can be cut, as a network would. */
export class BreakableLink {
  #server!: Server;
  #silent = false;
  readonly #sockets = new Set<Socket>();

  async listen(target: () => number): Promise<string> {
    this.#server = createServer((near) => {
      const far = connect(target(), '127.0.0.1');
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(from);
        from.on('error', () => undefined);
        from.on('close', () => {
          this.#sockets.delete(from);
          to.destroy();
        });
        from.on('data', (bytes) => {
          if (!this.#silent) to.write(bytes);
        });
      }
    }).listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as { port: number }).port}`;
  }

  /** From now on nothing arrives at either end, and neither is told. A cut ends that. */
  silence(): void {
    this.#silent = true;
  }

  cut(): void {
    this.#silent = false;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  close(): void {
    this.cut();
    this.#server.close();
  }
}
