import { Cluster } from 'ioredis';
import type { RedisHealth } from '../../../src-core/protocol/http';
import type { RedisLoad } from '../../../src-core/protocol/statistics';
import type { QueueConnection } from '../../../src-core/queue/connection';
import { within } from '../deadline';

/** Commands a job are counted over this long, in ms. */
const windowMs = 60_000;
/** Fewer jobs tell nothing. */
const fewJobs = 10;
/** Without an answer by then Redis counts as away, in ms. */
const answerMs = 2000;

/** What the servers said at one moment. */
interface Reading {
  /** Milliseconds of a steady clock. */
  at: number;
  commands: number;
  usedMemoryBytes: number;
  maxMemoryBytes: number;
  connections: number;
  latencyMs: number;
  /** The server's own rate, for the first reading. */
  opsPerSecond: number;
}

/** Measures what Redis does, one INFO a reading; over the primaries of a Cluster added up. */
export class RedisLoadMeter {
  readonly #seen: { at: number; commands: number; finished: number }[] = [];
  #last: Reading | null = null;

  constructor(
    private readonly connection: () => Pick<QueueConnection, 'client' | 'guard'>,
    private readonly health: () => RedisHealth,
  ) {}

  /** Forgets what was read: rates begin anew. */
  reset(): void {
    this.#seen.length = 0;
    this.#last = null;
  }

  /** The load now; `finished` counts the jobs finished since any moment. While Redis is away its rates are 0. */
  async read(finished: number): Promise<RedisLoad> {
    const { status, engine } = this.health();
    const before = this.#last;
    const reading = await within(this.#ask(), answerMs).catch(() => null);
    if (reading) this.#last = reading;
    const shown = reading ?? before;
    return {
      status,
      engine,
      latencyMs: reading?.latencyMs ?? null,
      opsPerSecond: reading ? opsPerSecond(before, reading) : 0,
      usedMemoryBytes: shown?.usedMemoryBytes ?? 0,
      maxMemoryBytes: shown?.maxMemoryBytes || null,
      connections: shown?.connections ?? 0,
      commandsPerJob: reading ? this.#commandsPerJob(reading, finished) : null,
    };
  }

  async #ask(): Promise<Reading> {
    const connection = this.connection();
    const began = performance.now();
    const texts = await connection.guard(() => {
      const { client } = connection;
      const nodes = client instanceof Cluster ? client.nodes('master') : [client];
      return Promise.all(nodes.map((node) => node.info('stats', 'memory', 'clients')));
    });
    const at = performance.now();
    const sum = (field: string) => texts.reduce((total, text) => total + numberIn(text, field), 0);
    return {
      at,
      commands: sum('total_commands_processed'),
      usedMemoryBytes: sum('used_memory'),
      maxMemoryBytes: sum('maxmemory'),
      connections: sum('connected_clients'),
      latencyMs: Math.round((at - began) * 100) / 100,
      opsPerSecond: sum('instantaneous_ops_per_sec'),
    };
  }

  #commandsPerJob({ at, commands }: Reading, finished: number): number | null {
    const newest = this.#seen.at(-1);
    // Another server, or the same after a restart.
    if (newest && (commands < newest.commands || finished < newest.finished)) this.#seen.length = 0;
    this.#seen.push({ at, commands, finished });
    while ((this.#seen[1]?.at ?? at) <= at - windowMs) this.#seen.shift();
    const oldest = this.#seen[0] ?? { commands, finished };
    const jobs = finished - oldest.finished;
    return jobs < fewJobs ? null : Math.round(((commands - oldest.commands) / jobs) * 100) / 100;
  }
}

function opsPerSecond(before: Reading | null, now: Reading): number {
  if (!before || now.commands < before.commands) return now.opsPerSecond;
  return Math.round(((now.commands - before.commands) * 1000) / Math.max(1, now.at - before.at));
}

function numberIn(info: string, field: string): number {
  return Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
}
