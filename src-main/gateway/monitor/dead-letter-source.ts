import type { Operation } from '../../../src-core/protocol/operations';
import type { QueueConnection } from '../../../src-core/queue/connection';
import type { Monitor } from '../../../src-core/queue/monitor';
import type { DeadLetterSource } from './dead-letters-feed';

/** The dead letters of every queue, and the operations of one gateway. */
export function deadLetterSource(monitor: Monitor, operations: { list(): Operation[] }): DeadLetterSource {
  const inEach = async <T>(read: (name: string) => Promise<T>): Promise<T[]> =>
    Promise.all((await monitor.queueNames()).map(read));
  return {
    mark: async () => (await inEach((name) => markOf(monitor.queue(name).connection))).join(' '),
    groups: async () =>
      (await inEach((name) => monitor.deadLetters(name).groups())).flatMap(({ groups }) => groups),
    operations: () => operations.list(),
  };
}

/** How many there are, and how many there ever were: one that came for one that went is noticed too. */
async function markOf(connection: QueueConnection): Promise<string> {
  const { queue, client, keys } = connection;
  const [now, ever] = await connection.guard(() =>
    Promise.all([client.zcard(keys.dead), client.hget(keys.counts, 'dead')]),
  );
  return `${queue}:${now}:${ever}`;
}
