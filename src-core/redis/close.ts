import type { Cluster, Redis } from 'ioredis';

/** Replies still due when a client is closed have this long to come. */
const GRACE_MS = 400;
const END_MS = 400;

/** Clients whose pending replies are not worth waiting for: blocking reads and subscriptions. */
const blocking = new WeakSet<Redis | Cluster>();

/** Marks a client whose `closeRedis` does not wait for pending replies. */
export function markBlocking(client: Redis | Cluster): void {
  blocking.add(client);
}

/**
 * Closes a client in whatever state it is, within a second: replies due to commands are waited for briefly, then
 * whatever is pending rejects. Safe to call twice. Never rejects.
 */
export async function closeRedis(client: Redis | Cluster): Promise<void> {
  if (client.status !== 'end') await disconnect(client);
  rejectUnanswered(client);
}

async function disconnect(client: Redis | Cluster): Promise<void> {
  if (client.status === 'ready' && !blocking.has(client)) {
    await within(GRACE_MS, client.quit());
  }
  if (ended(client)) return;
  const end = new Promise<void>((resolve) => client.once('end', () => resolve()));
  client.disconnect();
  if (client.status !== 'reconnecting') await within(END_MS, end);
  if (!ended(client)) finish(client);
}

function ended(client: Redis | Cluster): boolean {
  return client.status === 'end';
}

interface Requeued {
  prevCommandQueue?: { shift(): { command: { reject(error: Error): void } } | undefined } | null;
}

/**
 * Between the TCP connection and the handshake's end of a reconnect, ioredis keeps unanswered commands apart and forgets
 * them when it is closed then: without this a blocking read would stay pending for ever.
 */
function rejectUnanswered(client: Redis | Cluster): void {
  const nodes = client.isCluster ? (client as Cluster).nodes('all') : [client];
  for (const node of nodes as unknown as Requeued[]) {
    const left = node.prevCommandQueue;
    for (let item = left?.shift(); item; item = left?.shift())
      item.command.reject(new Error('Connection is closed.'));
  }
}

/** What ioredis keeps to itself and leaves undone when it is disconnected between two attempts. */
interface Unfinished {
  flushQueue?(error: Error): void;
  setStatus?(status: string): void;
}

/** A client disconnected between two attempts never says `end` and leaves its callers pending: say it here. */
function finish(client: Redis | Cluster): void {
  const unfinished = client as unknown as Unfinished;
  unfinished.flushQueue?.(new Error('Connection is closed.'));
  unfinished.setStatus?.('end');
}

function within(ms: number, promise: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    promise.then(done, done);
  });
}
