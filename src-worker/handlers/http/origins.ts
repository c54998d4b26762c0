import {
  ConsecutiveBreaker,
  type CircuitBreakerPolicy,
  circuitBreaker,
  handleWhen,
  isBrokenCircuitError,
} from 'cockatiel';
import { type Dispatcher, Pool } from 'undici';
import type { AddressPolicy, CheckedHost } from '../../../src-core/outbound/address-policy';
import { SignalboxError } from '../../../src-core/protocol/errors';
import { HandlerError } from '../handler';

/** Failures in a row after which an origin is left alone, and for how long; ms. */
const failuresInRow = 10;
const openMs = 10_000;
/** Origins remembered; the one that was not used for longest goes first. */
const mostOrigins = 256;
const connectionsPerOrigin = 64;
const connectMs = 10_000;

interface Origin {
  pool: Pool;
  breaker: CircuitBreakerPolicy;
  /** Where its name led when it was last asked for: what is dialled now. */
  host: CheckedHost;
  /** When it was broken, by the monotonic clock. */
  brokenAt: number;
}

/** What was asked of an origin; like undici's, with the origin apart. */
export type OriginRequest = Omit<Dispatcher.RequestOptions, 'origin'>;

/** A pool of connections and a circuit breaker for each origin that is called. */
export class Origins {
  readonly #origins = new Map<string, Origin>();

  constructor(private readonly policy: AddressPolicy) {}

  /**
   * Sends a request and answers as soon as the response's head is there.
   * @throws AddressRefusedError; HandlerError while the breaker is open; what undici and the network throw
   */
  async request(url: URL, request: OriginRequest): Promise<Dispatcher.ResponseData> {
    const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
    const origin = this.#origin(url.origin, await this.policy.check(url.hostname, port));
    try {
      return await origin.breaker.execute(async () => {
        const response = await origin.pool.request(request);
        // The breaker counts an overloaded server as it counts one that does not answer.
        return response.statusCode < 500 ? response : Promise.reject(new Unwell(response));
      });
    } catch (error) {
      if (error instanceof Unwell) return error.response;
      if (isBrokenCircuitError(error)) throw broken(url.origin, origin.brokenAt);
      throw error;
    }
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    await Promise.all([...this.#origins.values()].map(({ pool }) => pool.destroy()));
    this.#origins.clear();
  }

  #origin(name: string, host: CheckedHost): Origin {
    const origin = this.#origins.get(name) ?? makeOrigin(name, host);
    origin.host = host;
    // The order of the map is that of their last use.
    this.#origins.delete(name);
    this.#origins.set(name, origin);
    for (const [oldest, { pool }] of this.#origins) {
      if (this.#origins.size <= mostOrigins) break;
      this.#origins.delete(oldest);
      void pool.close();
    }
    return origin;
  }
}

function makeOrigin(name: string, host: CheckedHost): Origin {
  const breaker = circuitBreaker(handleWhen(isOfOrigin), {
    breaker: new ConsecutiveBreaker(failuresInRow),
    halfOpenAfter: openMs,
  });
  const pool = new Pool(name, {
    connections: connectionsPerOrigin,
    connect: {
      timeout: connectMs,
      // The address that was checked is the one that is dialled.
      lookup: (hostname, options, callback) => origin.host.lookup(hostname, options, callback),
    },
    // The handler has a clock of its own.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const origin: Origin = { pool, breaker, host, brokenAt: 0 };
  breaker.onBreak(() => {
    origin.brokenAt = performance.now();
  });
  return origin;
}

/** A job that was cancelled, timed out or lost says nothing of the server it called. */
function isOfOrigin(error: unknown): boolean {
  return !(error instanceof SignalboxError);
}

/** A response that says its server is not well: a failure to the breaker, an answer to everybody else. */
class Unwell extends Error {
  constructor(readonly response: Dispatcher.ResponseData) {
    super('the server is not well');
  }
}

function broken(origin: string, brokenAt: number): HandlerError {
  const retryAfterMs = Math.max(1, Math.ceil(brokenAt + openMs - performance.now()));
  return new HandlerError(
    'UPSTREAM_ERROR',
    `${origin} failed ${failuresInRow} times in a row and is left alone for ${openMs / 1000} s`,
    { retryAfterMs },
  );
}
