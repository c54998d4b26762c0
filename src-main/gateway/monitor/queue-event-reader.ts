import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { QueueEvent } from '../../../src-core/protocol/monitor-frames';
import type { QueueConnection } from '../../../src-core/queue/connection';
import { closeRedis } from '../../../src-core/redis/close';
import { connectBlocking, type RedisClient } from '../../../src-core/redis/connect';

/** How long one read waits for something to happen, in ms: a quiet queue costs three commands a minute. */
const blockMs = 20_000;
/** Between two reads, in ms: of a busy queue many entries come at once. */
const betweenMs = 100;
/** After a read that failed, in ms. */
const retryMs = 1000;
/** Entries one read takes. */
const most = 200;

/** An event and its time on Redis' clock, epoch ms. */
export interface TimedEvent {
  ms: number;
  event: QueueEvent;
}

type Row = [id: string, fields: string[]];

/**
 * Follows what happens in one queue from now on, with blocking reads on a connection of its own. When more happens
 * than it can follow, it leaves out older events.
 */
export class QueueEventReader {
  readonly #client: RedisClient;
  readonly #key: string;
  readonly #stop = new AbortController();
  readonly #following: Promise<void>;

  constructor(
    private readonly connection: Pick<QueueConnection, 'queue' | 'keys' | 'target'>,
    private readonly take: (events: TimedEvent[]) => void,
    private readonly log: Logger,
  ) {
    this.#key = connection.keys.events;
    this.#client = connectBlocking(connection.target, { name: 'signalbox:monitor-events', blockMs });
    this.#following = this.#follow();
  }

  /** Resolves when the connection is closed. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await closeRedis(this.#client);
    await this.#following;
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stop;
    let after: string | null = null;
    while (!signal.aborted) {
      try {
        after ??= await this.#begin();
        const rows = await this.#read(after);
        if (rows.length === 0) continue;
        // A full read: there is more than can be followed, so the next one begins at what is newest then.
        after = rows.length < most ? (rows.at(-1)?.[0] ?? null) : null;
        this.take(rows.map((row) => eventOf(this.connection.queue, row)));
        await this.#pause(betweenMs);
      } catch (error) {
        if (signal.aborted) return;
        this.log.debug({ err: error, queue: this.connection.queue }, 'the events could not be read');
        await this.#pause(retryMs);
      }
    }
  }

  /** The id of the newest entry: `$` would leave out what happens between two reads. What was before is told as missed. */
  async #begin(): Promise<string> {
    const rows = await this.#client.xrevrange(this.#key, '+', '-', 'COUNT', 1);
    const newest = rows[0]?.[0] ?? '0-0';
    this.take([missedBefore(this.connection.queue, Number.parseInt(newest, 10))]);
    return newest;
  }

  async #read(after: string): Promise<Row[]> {
    const answer = await this.#client.xread('COUNT', most, 'BLOCK', blockMs, 'STREAMS', this.#key, after);
    return (answer?.[0]?.[1] ?? []) as Row[];
  }

  #pause(ms: number): Promise<void> {
    return setTimeout(ms, undefined, { signal: this.#stop.signal, ref: false }).catch(() => undefined);
  }
}

/** Tells that the events of a queue before `ms` are not told. */
export function missedBefore(queue: string, ms: number): TimedEvent {
  return { ms, event: { queue, kind: 'missed', count: 0, ids: [], who: '' } };
}

/** An entry as the scripts write it: kind, number of jobs, ids, who. */
function eventOf(queue: string, [id, fields]: Row): TimedEvent {
  const field = (name: string) => fields[fields.indexOf(name) + 1] ?? '';
  const ids = field('i');
  return {
    ms: Number.parseInt(id, 10),
    event: {
      queue,
      kind: field('k'),
      count: Number(field('n')),
      ids: ids === '' ? [] : ids.split(' '),
      who: field('w'),
    },
  };
}
