import { assertNever } from '../protocol/assert-never';
import { ConfigError } from '../protocol/config-error';

const URL_FORMS =
  'redis://[user:password@]host[:port][/db], rediss:// for TLS, unix:///path/to/socket[?db=N]';

/** A host name or address and a TCP port. */
export interface HostPort {
  host: string;
  port: number;
}

interface Access {
  username?: string;
  password?: string;
  tls: boolean;
}

/** Where Redis is and how to log in, checked. */
export type RedisTarget =
  | (Access & {
      kind: 'single';
      host: string;
      port: number;
      db: number;
      /** A Unix socket; `host` and `port` are then not used. */
      path?: string;
    })
  | (Access & {
      kind: 'sentinel';
      sentinels: HostPort[];
      /** The master group's name. */
      name: string;
      db: number;
      /** Password of the Sentinels themselves, when they ask for one. */
      sentinelPassword?: string;
    })
  | (Access & { kind: 'cluster'; nodes: HostPort[] });

/** The Redis settings as they stand in the environment; empty strings count as absent. */
export interface RedisSettings {
  /** REDIS_URL: overrides all other settings. */
  url?: string | undefined;
  /** REDIS_HOST; default `redis` with PROD, else `localhost`. */
  host?: string | undefined;
  /** REDIS_PORT; default 6379. */
  port?: string | undefined;
  /** REDIS_DB; default 0. */
  db?: string | undefined;
  /** REDIS_PASSWORD. */
  password?: string | undefined;
  /** REDIS_TLS: true or false. */
  tls?: string | undefined;
  /** REDIS_SENTINELS: `name@host:port,host:port`, or `name:password@...` when the Sentinels have one. */
  sentinels?: string | undefined;
  /** REDIS_CLUSTER: `host:port,host:port`. */
  cluster?: string | undefined;
  /** PROD. */
  prod?: string | undefined;
}

/**
 * The target that the settings describe. REDIS_URL goes before REDIS_CLUSTER, REDIS_SENTINELS and the parts.
 * Throws `ConfigError` for a value that does not parse, and for REDIS_CLUSTER together with REDIS_SENTINELS.
 */
export function parseRedisTarget(settings: RedisSettings): RedisTarget {
  if (settings.url) return parseRedisUrl(settings.url);
  const access: Access = { tls: parseFlag('REDIS_TLS', settings.tls) };
  if (settings.password) access.password = settings.password;
  const db = parseDb('REDIS_DB', settings.db);
  if (settings.cluster && settings.sentinels) {
    throw new ConfigError('REDIS_CLUSTER', 'REDIS_SENTINELS is set as well', 'one of the two');
  }
  if (settings.cluster) {
    if (db !== 0) throw new ConfigError('REDIS_DB', `a Cluster has no database ${db}`, '0');
    return { kind: 'cluster', nodes: parseHostList('REDIS_CLUSTER', settings.cluster, 6379), ...access };
  }
  if (settings.sentinels) return { ...parseSentinels(settings.sentinels), db, ...access };
  const host = settings.host || (parseFlag('PROD', settings.prod) ? 'redis' : 'localhost');
  if (host.includes('://')) {
    throw new ConfigError(
      'REDIS_HOST',
      `"${withoutLogin(host)}" is a URL`,
      'a host name or address; put a URL into REDIS_URL',
    );
  }
  return { kind: 'single', host, port: parsePort('REDIS_PORT', settings.port, 6379), db, ...access };
}

/** The target in words for logs and banners, without any password. */
export function describeTarget(target: RedisTarget): string {
  const tls = target.tls ? ' with TLS' : '';
  switch (target.kind) {
    case 'single': {
      const where = target.path ?? hostPort(target);
      return `${where}${target.db === 0 ? '' : ` db ${target.db}`}${tls}`;
    }
    case 'sentinel':
      return `Sentinel group ${target.name} by ${target.sentinels.map(hostPort).join(', ')}${tls}`;
    case 'cluster':
      return `Cluster at ${target.nodes.map(hostPort).join(', ')}${tls}`;
    default:
      return assertNever(target);
  }
}

/** A TCP port; `fallback` when absent. */
function parsePort(variable: string, text: string | undefined, fallback: number): number {
  if (!text) return fallback;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65535) {
    throw new ConfigError(variable, `"${text}" is not a port`, '1 to 65535');
  }
  return port;
}

/** A database number; 0 when absent. */
function parseDb(variable: string, text: string | undefined): number {
  if (!text) return 0;
  if (!/^\d{1,5}$/.test(text)) {
    throw new ConfigError(
      variable,
      `"${withoutLogin(text)}" is not a database number`,
      '0 or more (most servers have 0 to 15)',
    );
  }
  return Number(text);
}

function parseFlag(variable: string, text: string | undefined): boolean {
  const word = (text ?? '').trim().toLowerCase();
  if (['', 'false', '0', 'no', 'off'].includes(word)) return false;
  if (['true', '1', 'yes', 'on'].includes(word)) return true;
  throw new ConfigError(variable, `"${text}" is neither yes nor no`, 'true or false');
}

function parseSentinels(text: string) {
  const at = text.lastIndexOf('@');
  const [name = '', ...password] = text.slice(0, Math.max(at, 0)).split(':');
  if (name.trim() === '') {
    throw new ConfigError(
      'REDIS_SENTINELS',
      'the name of the master group is missing',
      'name@host:port,host:port',
    );
  }
  const sentinels = parseHostList('REDIS_SENTINELS', text.slice(at + 1), 26379);
  const base = { kind: 'sentinel' as const, sentinels, name: name.trim() };
  return password.length > 0 ? { ...base, sentinelPassword: password.join(':') } : base;
}

function parseHostList(variable: string, text: string, defaultPort: number): HostPort[] {
  const hosts = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const match = /^(\[[0-9a-fA-F:.]+\]|[^\s:@/[\]]+)(?::([^@]*))?$/.exec(entry);
      if (!match?.[1])
        throw new ConfigError(variable, `"${withoutLogin(entry)}" is not a host`, 'host:port,host:port');
      return { host: match[1].replace(/^\[|\]$/g, ''), port: parsePort(variable, match[2], defaultPort) };
    });
  if (hosts.length === 0) throw new ConfigError(variable, 'it names no host', 'host:port,host:port');
  return hosts;
}

function hostPort({ host, port }: HostPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Drops what may be a user name and password before an @. */
function withoutLogin(text: string): string {
  return text.replace(/[^/]*@/, '');
}

/**
 * Parses REDIS_URL: `redis://`, `rediss://` (TLS), `unix://` and `redis+unix://` (a socket's path). Throws
 * `ConfigError`, which never quotes the URL, since it may hold a password.
 */
function parseRedisUrl(text: string): RedisTarget {
  const url = parseUrl(text.trim());
  const access: { username?: string; password?: string } = {};
  if (url.username) access.username = decode(url.username);
  if (url.password) access.password = decode(url.password);
  switch (url.protocol) {
    case 'redis:':
    case 'rediss:': {
      if (!url.hostname) throw new ConfigError('REDIS_URL', 'it names no host', URL_FORMS);
      const db = parseDb('REDIS_URL', url.pathname.replace(/^\//, '') || (url.searchParams.get('db') ?? ''));
      const host = url.hostname.replace(/^\[|\]$/g, '');
      const tls = url.protocol === 'rediss:';
      return { kind: 'single', host, port: parsePort('REDIS_URL', url.port, 6379), db, tls, ...access };
    }
    case 'unix:':
    case 'redis+unix:': {
      const path = decode(url.pathname);
      if (!path.startsWith('/') || path === '/')
        throw new ConfigError('REDIS_URL', 'it names no socket', URL_FORMS);
      const db = parseDb('REDIS_URL', url.searchParams.get('db') ?? '');
      return { kind: 'single', host: 'localhost', port: 6379, db, tls: false, path, ...access };
    }
    default:
      throw new ConfigError('REDIS_URL', `"${url.protocol}//" is not a kind of Redis URL`, URL_FORMS);
  }
}

function parseUrl(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw new ConfigError(
      'REDIS_URL',
      'it is not a URL (special characters in a password are written as %XX)',
      URL_FORMS,
    );
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ConfigError('REDIS_URL', 'it has a % that is not an escape', URL_FORMS);
  }
}
