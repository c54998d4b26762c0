import { ConfigError } from '../src-core/protocol/config-error';
import { jobTypeSchema } from '../src-core/protocol/job';
import type { ConfigReader } from './config-reader';
import type { AccessConfig, NamedToken } from './config-shape';

const tokenPattern = /^[A-Za-z0-9._~-]{1,256}$/;
const namePattern = /^[A-Za-z0-9._-]{1,64}$/;
const tokenForm = '1 to 256 characters of A-Z a-z 0-9 . _ ~ -';
const listForm = `a comma list of name:token or name:token:type1+type2; the name is 1 to 64 of A-Z a-z 0-9 . _ -, the token ${tokenForm}`;
const originPattern = /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@]+$/i;
const hostPattern = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i;
const minSecret = 8;

/** Who may connect. No message of an error thrown here holds a token. */
export function readAccess(reader: ConfigReader): AccessConfig {
  const clientTokens = tokenList(reader, 'SIGNALBOX_CLIENT_TOKENS');
  const workerTokens = tokenList(reader, 'SIGNALBOX_WORKER_TOKENS');
  const admin = reader.given('SIGNALBOX_ADMIN_TOKEN', 'token');
  if (admin && !tokenPattern.test(admin.text)) {
    throw new ConfigError(admin.name, 'the token has another length or other characters', tokenForm);
  }
  const known = new Map(admin ? [[admin.text, admin.name]] : []);
  const lists = { SIGNALBOX_CLIENT_TOKENS: clientTokens, SIGNALBOX_WORKER_TOKENS: workerTokens };
  for (const [variable, tokens] of Object.entries(lists)) {
    for (const { name, token } of tokens) {
      const other = known.get(token);
      if (other) {
        throw new ConfigError(
          variable,
          `the token of "${name}" is also in ${other}`,
          'a token of its own for each',
        );
      }
      known.set(token, variable);
    }
  }
  return {
    adminToken: admin?.text ?? null,
    clientTokens,
    workerTokens,
    jwtSecret: reader.matching(
      'SIGNALBOX_JWT_SECRET',
      (text) => text.length >= minSecret,
      `at least ${minSecret} characters, better 32 random ones`,
      true,
    ),
    secureCookies: reader.flag('SIGNALBOX_SECURE_COOKIES'),
    allowedOrigins: reader.list(
      'SIGNALBOX_ALLOWED_ORIGINS',
      originPattern,
      'a comma list of origins, as in https://console.example.org',
    ),
    allowedHosts: reader.list(
      'SIGNALBOX_ALLOWED_HOSTS',
      hostPattern,
      'a comma list of host or host:port, as in queue.example.org',
    ),
  };
}

/** True when somebody outside this machine could be told apart from a stranger. */
export function hasTokens(access: AccessConfig): boolean {
  const { adminToken, clientTokens, workerTokens, jwtSecret } = access;
  return Boolean(adminToken || jwtSecret || clientTokens.length || workerTokens.length);
}

function tokenList(reader: ConfigReader, variable: string): NamedToken[] {
  const names = new Set<string>();
  return reader.entries(variable).map((entry, index) => {
    const [name = '', token = '', types, ...rest] = entry.split(':');
    const which = `entry ${index + 1}`;
    if (!namePattern.test(name))
      throw new ConfigError(variable, `the name of ${which} is missing or wrong`, listForm);
    if (!tokenPattern.test(token) || rest.length > 0) {
      throw new ConfigError(variable, `the token of "${name}" is missing or has other characters`, listForm);
    }
    if (names.has(name))
      throw new ConfigError(variable, `the name "${name}" is there twice`, 'each name once');
    names.add(name);
    return { name, token, types: types === undefined ? null : typeList(variable, name, types) };
  });
}

function typeList(variable: string, name: string, text: string): string[] {
  const types = text.split('+');
  const wrong = types.find((type) => !jobTypeSchema.safeParse(type).success);
  if (wrong !== undefined)
    throw new ConfigError(variable, `"${wrong}", allowed to "${name}", is no job type`, listForm);
  return types;
}
