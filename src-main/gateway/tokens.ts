import { createHash, timingSafeEqual } from 'node:crypto';
import { jwtVerify } from 'jose';
import { SignalboxError } from '../../src-core/protocol/errors';
import { clientIdSchema, jobTypeSchema } from '../../src-core/protocol/job';
import { tokenPattern } from '../../src-core/protocol/limits';

/** A client's or worker's token with its name, and the job types it is limited to. */
export interface NamedToken {
  name: string;
  token: string;
  /** Absent = every type. */
  types?: readonly string[];
}

export interface TokenTable {
  admin: readonly string[];
  clients: readonly NamedToken[];
  workers: readonly NamedToken[];
}

/** Who is asking, as its token says. */
export interface Principal {
  role: 'admin' | 'client' | 'worker';
  /** What rate limits and caps count by. */
  key: string;
  /** The owner of the jobs it submits; an admin may have none. */
  clientId?: string;
  types?: readonly string[];
  /** Epoch ms after which a signed token or a session is worth nothing. */
  expiresAt?: number;
  /** The browser session it came by, which may be ended before that. */
  sessionId?: string;
}

/**
 * Reads a list of `name:token` or `name:token:type1+type2`.
 * Throws a RangeError that says which entry is wrong and what is accepted.
 */
export function parseNamedTokens(text: string): NamedToken[] {
  const entries = text.split(',').map((entry) => entry.trim());
  const tokens = entries.filter((entry) => entry !== '').map(parseNamedToken);
  const names = new Set(tokens.map((entry) => entry.name));
  if (names.size !== tokens.length) throw new RangeError('two tokens have the same name; each needs its own');
  return tokens;
}

function parseNamedToken(entry: string): NamedToken {
  const [name = '', token = '', types, ...rest] = entry.split(':');
  // The entry itself is a secret: name it by its name only.
  const refuse = (why: string) =>
    new RangeError(`the token of "${name}" ${why}; accepted: name:token or name:token:type1+type2`);
  if (rest.length > 0) throw refuse('has too many parts');
  if (!clientIdSchema.safeParse(name).success) throw refuse('has no proper name');
  if (!tokenPattern.test(token)) throw refuse('must be made of A-Z a-z 0-9 . _ ~ -');
  if (types === undefined) return { name, token };
  const list = types.split('+');
  if (!list.every((type) => jobTypeSchema.safeParse(type).success))
    throw refuse('names a job type that is none');
  return { name, token, types: list };
}

interface Known {
  digest: Buffer;
  principal: Principal;
}

/** Tells who a token belongs to, in a time that does not depend on how much of it is right. */
export class Authenticator {
  readonly #known: Known[];
  readonly #names: Set<string>;
  readonly #jwtKey: Uint8Array | undefined;

  constructor(table: TokenTable, jwtSecret?: string) {
    this.#known = [
      ...table.admin.map((token) => known(token, { role: 'admin', key: 'admin' })),
      ...table.clients.map((entry) =>
        known(entry.token, {
          role: 'client',
          key: `client:${entry.name}`,
          clientId: entry.name,
          ...(entry.types && { types: entry.types }),
        }),
      ),
      ...table.workers.map((entry) =>
        known(entry.token, {
          role: 'worker',
          key: `worker:${entry.name}`,
          ...(entry.types && { types: entry.types }),
        }),
      ),
    ];
    this.#names = new Set(table.clients.map((entry) => entry.name));
    this.#jwtKey = jwtSecret ? new TextEncoder().encode(jwtSecret) : undefined;
  }

  /** The principal of `token`. Throws UNAUTHORIZED. */
  async identify(token: string | undefined): Promise<Principal> {
    if (token === undefined || !tokenPattern.test(token)) throw new SignalboxError('UNAUTHORIZED');
    const digest = sha256(token);
    let found: Principal | undefined;
    // Every entry is compared, so the time does not tell which one matched.
    for (const entry of this.#known) if (timingSafeEqual(entry.digest, digest)) found ??= entry.principal;
    if (found) return found;
    if (this.#jwtKey && token.split('.').length === 3) return this.#identifySigned(token, this.#jwtKey);
    throw new SignalboxError('UNAUTHORIZED');
  }

  async #identifySigned(token: string, key: Uint8Array): Promise<Principal> {
    try {
      const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'] });
      const clientId = clientIdSchema.parse(payload.sub);
      // A user who can choose a name must not become one of the configured clients.
      if (this.#names.has(clientId)) throw new SignalboxError('UNAUTHORIZED');
      const principal: Principal = { role: 'client', key: `client:${clientId}`, clientId };
      if (payload.exp !== undefined) principal.expiresAt = payload.exp * 1000;
      return principal;
    } catch (cause) {
      throw new SignalboxError('UNAUTHORIZED', undefined, { cause });
    }
  }
}

/** The token in an `Authorization: Bearer T` header, if there is one. */
export function bearerToken(header: string | undefined): string | undefined {
  return header === undefined ? undefined : /^Bearer +(\S+) *$/i.exec(header)?.[1];
}

function known(token: string, principal: Principal): Known {
  return { digest: sha256(token), principal };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
