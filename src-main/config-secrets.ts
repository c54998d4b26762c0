import { secretName } from '../src-core/redaction/mask-secrets';
import type { RedisTarget } from '../src-core/redis/target';
import type { Environment } from './config-reader';
import type { Config } from './config-shape';

/** A shorter value of the environment is more likely a switch than a secret. */
const shortest = 6;

/** Every secret this process was started with: of its settings, and whatever else the environment calls one. */
export function secretsOf(config: Config, env: Environment): string[] {
  const { access, openai, redis, databaseUrl } = config;
  const named = Object.entries(env).filter(
    ([name, value]) => secretName.test(name) && (value?.length ?? 0) >= shortest,
  );
  const secrets = [
    access.adminToken,
    ...[...access.clientTokens, ...access.workerTokens].map(({ token }) => token),
    access.jwtSecret,
    openai.apiKey,
    passwordIn(openai.baseUrl),
    passwordIn(databaseUrl),
    ...(redis ? passwordsOf(redis) : []),
    ...named.map(([, value]) => value),
  ];
  return [...new Set(secrets.filter((secret): secret is string => Boolean(secret)))];
}

/** What opens a Redis. */
export function passwordsOf(target: RedisTarget): string[] {
  const sentinel = target.kind === 'sentinel' ? target.sentinelPassword : undefined;
  return [target.password, sentinel].filter((password): password is string => Boolean(password));
}

function passwordIn(url: string | null | undefined): string | null {
  if (!url || !URL.canParse(url)) return null;
  const { password } = new URL(url);
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}
