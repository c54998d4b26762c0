import type { Cluster, Redis } from 'ioredis';
import { ConfigError } from '../protocol/config-error';

/** The oldest Redis whose scripts can declare `allow-oom`. */
const OLDEST_MAJOR = 7;

/** What a server says of itself. */
export interface ServerFacts {
  engine: 'redis' | 'valkey';
  version: string;
  maxmemoryPolicy: string;
  /** Whether it writes an append-only file. */
  aof: boolean;
  cluster: boolean;
  /** What an operator should change, in sentences; empty when all is well. */
  warnings: string[];
}

/**
 * Asks a server for its kind, version and how safe jobs are with it; in a Cluster, one of its nodes. Throws
 * `ConfigError` when it is older than Redis 7.0.
 */
export async function inspectServer(client: Redis | Cluster): Promise<ServerFacts> {
  const facts = readInfo(await client.info());
  const major = Number.parseInt(facts.version, 10);
  if (!(major >= OLDEST_MAJOR)) {
    const found = `the server is ${facts.engine === 'redis' ? 'Redis' : 'Valkey'} ${facts.version}, which is too old`;
    throw new ConfigError('REDIS_URL', found, 'a server from Redis 7.0 or Valkey 7.2 on');
  }
  return facts;
}

/** Reads the reply of INFO. Managed services may leave lines out; what is missing raises no warning. */
export function readInfo(info: string): ServerFacts {
  const fields = new Map<string, string>();
  for (const line of info.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  const valkey = fields.get('valkey_version');
  const facts = {
    engine: valkey === undefined ? ('redis' as const) : ('valkey' as const),
    version: valkey ?? fields.get('redis_version') ?? 'unknown',
    maxmemoryPolicy: fields.get('maxmemory_policy') ?? 'unknown',
    aof: fields.get('aof_enabled') === '1',
    cluster: fields.get('cluster_enabled') === '1',
  };
  return { ...facts, warnings: warningsFor(facts.maxmemoryPolicy, fields) };
}

function warningsFor(policy: string, fields: Map<string, string>): string[] {
  const warnings: string[] = [];
  const limited = Number(fields.get('maxmemory') ?? 0) > 0;
  if (policy !== 'noeviction' && policy !== 'unknown') {
    const when = limited ? 'deletes jobs when memory is full' : 'will delete jobs once maxmemory is set';
    warnings.push(`maxmemory-policy ${policy} ${when}: set it to noeviction`);
  }
  if (fields.get('aof_enabled') === '0') {
    warnings.push('appendonly is off: a crash of Redis loses the jobs since its last snapshot');
  }
  if (fields.get('rdb_last_bgsave_status') === 'err' || fields.get('aof_last_write_status') === 'err') {
    warnings.push('its last write to disk failed: Redis refuses writes until the disk has room');
  }
  if (fields.get('role') === 'slave') {
    warnings.push('it is a read-only replica: connect to the primary, or through Sentinel');
  }
  return warnings;
}
