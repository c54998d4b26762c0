import type { RedisTarget } from '../../src-core/redis/target';

/** The target as a URL that the Redis settings understand; null for Sentinel and Cluster, which have none. */
export function redisUrlOf(target: RedisTarget): string | null {
  if (target.kind !== 'single') return null;
  const { username = '', password, host, port, db, path, tls } = target;
  const user =
    password === undefined ? '' : `${encodeURIComponent(username)}:${encodeURIComponent(password)}@`;
  // A URL with a user has to name a host.
  if (path !== undefined) return `unix://${user && `${user}localhost`}${encodeURI(path)}?db=${db}`;
  const place = host.includes(':') ? `[${host}]` : host;
  return `${tls ? 'rediss' : 'redis'}://${user}${place}:${port}/${db}`;
}
