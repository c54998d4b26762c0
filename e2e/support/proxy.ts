import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy in front of a server on the loopback that can lose replies. */
export interface ReplyLosingProxy {
  port: number;
  /** From now on requests reach the server and its replies are lost. Resolves when one was. */
  loseReplies(): Promise<void>;
  /** Resets every connection; new ones work. */
  reset(): void;
  stop(): Promise<void>;
}

/** Starts a proxy to `target`. */
export async function startProxy(target: number): Promise<ReplyLosingProxy> {
  const pairs = new Set<[Socket, Socket]>();
  let lost: (() => void) | null = null;
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    const pair: [Socket, Socket] = [client, upstream];
    pairs.add(pair);
    client.on('data', (bytes) => upstream.write(bytes));
    upstream.on('data', (bytes) => {
      if (lost) lost();
      else client.write(bytes);
    });
    for (const socket of pair) {
      socket.on('error', () => {});
      socket.on('close', () => {
        pairs.delete(pair);
        for (const either of pair) either.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const reset = () => {
    lost = null;
    for (const [client, upstream] of pairs) {
      client.resetAndDestroy();
      upstream.destroy();
    }
  };
  return {
    port: (server.address() as { port: number }).port,
    loseReplies: () =>
      new Promise((resolve) => {
        lost = resolve;
      }),
    reset,
    stop: async () => {
      reset();
      server.close();
      await once(server, 'close');
    },
  };
}
