import { describeTarget } from '../src-core/redis/target';
import type { Config } from './config-shape';

/** The settings as plain data for logs, `doctor` and bundles: no token, secret, key or password in it. */
export function describeConfig(config: Config): Record<string, unknown> {
  const { access, openai, redis, databaseUrl } = config;
  const named = (tokens: Config['access']['clientTokens']) =>
    tokens.map(({ name, types }) => ({ name, token: masked(name), types }));
  return {
    ...config,
    redis: redis && describeTarget(redis),
    databaseUrl: databaseUrl && withoutLogin(databaseUrl),
    openai: {
      ...openai,
      baseUrl: openai.baseUrl && withoutLogin(openai.baseUrl),
      apiKey: masked(openai.apiKey),
    },
    access: {
      ...access,
      adminToken: masked(access.adminToken),
      clientTokens: named(access.clientTokens),
      workerTokens: named(access.workerTokens),
      jwtSecret: masked(access.jwtSecret),
    },
  };
}

/** Says only whether there is one. */
function masked(secret: string | null | undefined): string | null {
  return secret ? '***' : null;
}

/** A URL without user, password and query, which can hold them too. */
function withoutLogin(text: string): string {
  const url = new URL(text);
  url.username = '';
  url.password = '';
  url.search = '';
  return url.href;
}
