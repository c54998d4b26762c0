import type { QueueConnection } from '../../../src-core/queue/connection';

/** Keys that hold something only while a job is unfinished, without the queue's prefix. */
export const busyKey =
  /^(active|held|batch_ids|batch_left|watch|heads|lanes|places|leases|scheduled|expiring)$|^(again|ready):/;

const single = [
  'active',
  'held',
  'batch_ids',
  'batch_left',
  'watch',
  'heads',
  'lanes',
  'places',
  'leases',
  'scheduled',
  'expiring',
];

/** What is left over in a queue without an unfinished job, in words (invariant I5); empty when nothing is. */
export async function leftovers(connection: QueueConnection): Promise<string[]> {
  const { client, keys } = connection;
  return await connection.guard(async () => {
    const classes = await client.hkeys(keys.classes);
    const names = [...single, ...classes.filter((name) => /^\d+$/.test(name)).flatMap(placesOf)];
    const pipeline = client.pipeline();
    for (const name of names) pipeline.exists(keys.prefix + name);
    const there = (await pipeline.exec()) ?? [];
    const counted = Number((await client.hget(keys.counts, 'w')) ?? 0);
    return [
      ...names.filter((_, n) => there[n]?.[1] === 1).map((name) => `${name} is left over`),
      ...(counted === 0 ? [] : [`${counted} jobs are counted as waiting, and none waits`]),
    ];
  });
}

/** Where jobs of a class wait. */
function placesOf(classNumber: string): string[] {
  return [`again:${classNumber}`, ...Array.from({ length: 10 }, (_, p) => `ready:${classNumber}:${p}`)];
}
