import { createHash, createHmac, randomUUID } from 'node:crypto';
import fastifyCookie from '@fastify/cookie';
import { jwtVerify, SignJWT } from 'jose';
import { sessionCookie, sessionMs } from '../../src-core/protocol/console';
import { SignalboxError } from '../../src-core/protocol/errors';
import { within } from './deadline';
import type { Principal } from './tokens';

/** Where gateways tell each other which sessions were ended before their time. */
export interface EndedSessions {
  /** @param forMs how long it has to be remembered */
  add(id: string, forMs: number): Promise<void>;
  has(id: string): Promise<boolean>;
}

export interface SessionOptions {
  /** The gateway's secret, the same on every gateway behind one address. */
  secret: string;
  adminTokens: readonly string[];
  /** None: a session that is ended here is refused here alone. */
  ended?: EndedSessions;
}

/** A session ended on another gateway is refused here after this long at the latest; ms. */
const trustMs = 5_000;
/** Longest wait for that answer; ms. */
const askMs = 1_000;
const audience = 'signalbox.session';

/**
 * Sessions of signed-in browsers. A session is a signed text that its cookie holds and nobody stores. The key is made
 * from the admin tokens too, so a changed token ends the sessions that were opened with the old one.
 */
export class Sessions {
  readonly #key: Uint8Array;
  readonly #ended: EndedSessions | undefined;
  /** Sessions that were ended, until they would have run out (epoch ms). */
  readonly #endedHere = new Map<string, number>();
  /** Sessions known not to be ended, until they are asked after again (epoch ms). */
  readonly #trusted = new Map<string, number>();
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor({ secret, adminTokens, ended }: SessionOptions) {
    const tokens = createHash('sha256')
      .update([...adminTokens].sort().join('\n'))
      .digest('base64url');
    // Its own label, so that what users sign with the same secret never opens a session.
    this.#key = createHmac('sha256', secret).update(`${audience}:${tokens}`).digest();
    this.#ended = ended;
  }

  /** A new session: the value of its cookie, and when it runs out (epoch ms). */
  async open(): Promise<{ value: string; expiresAt: number }> {
    const expiresAt = Math.floor((Date.now() + sessionMs) / 1000) * 1000;
    const value = await new SignJWT()
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience(audience)
      .setJti(randomUUID())
      .setExpirationTime(expiresAt / 1000)
      .sign(this.#key);
    return { value, expiresAt };
  }

  /** Who has signed in. Throws UNAUTHORIZED for a value that is forged, too old, or of a session that was ended. */
  async identify(value: string): Promise<Principal> {
    const { id, expiresAt } = await this.#read(value);
    if (await this.#isEnded(id)) throw new SignalboxError('UNAUTHORIZED', 'This session was signed out');
    return { role: 'admin', key: 'admin', sessionId: id, expiresAt };
  }

  /** Ends a session before its time; a value that opens none is ignored. */
  async end(value: string): Promise<void> {
    const session = await this.#read(value).catch(() => null);
    if (!session) return;
    const { id, expiresAt } = session;
    this.#forgetOld();
    this.#endedHere.set(id, expiresAt);
    for (const listener of this.#listeners.get(id) ?? []) listener();
    // Without Redis it is refused here all the same.
    if (this.#ended) await within(this.#ended.add(id, expiresAt - Date.now()), askMs).catch(() => undefined);
  }

  /** Calls `listener` when the session is ended here. Returns a function that takes it off again. */
  onEnd(id: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(id);
    };
  }

  async #read(value: string): Promise<{ id: string; expiresAt: number }> {
    try {
      const requiredClaims = ['jti', 'exp'];
      const options = { algorithms: ['HS256'], audience, requiredClaims };
      const { payload } = await jwtVerify<{ jti: string; exp: number }>(value, this.#key, options);
      return { id: payload.jti, expiresAt: payload.exp * 1000 };
    } catch (cause) {
      throw new SignalboxError('UNAUTHORIZED', 'The session is over: sign in again', { cause });
    }
  }

  async #isEnded(id: string): Promise<boolean> {
    if (this.#endedHere.has(id)) return true;
    const now = Date.now();
    if (!this.#ended || (this.#trusted.get(id) ?? 0) > now) return false;
    // While Redis is away the console must still be able to say so.
    const ended = await within(this.#ended.has(id), askMs).catch(() => false);
    this.#forgetOld();
    if (!ended) this.#trusted.set(id, now + trustMs);
    return ended;
  }

  #forgetOld(): void {
    const now = Date.now();
    for (const book of [this.#endedHere, this.#trusted])
      for (const [id, until] of book) if (until <= now) book.delete(id);
  }
}

/** The session's value in a Cookie header, if there is one. */
export function sessionValue(cookieHeader: string | undefined): string | undefined {
  return cookieHeader === undefined ? undefined : fastifyCookie.parse(cookieHeader)[sessionCookie];
}
