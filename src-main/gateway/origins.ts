import { SignalboxError } from '../../src-core/protocol/errors';

interface Place {
  /** The address the gateway listens on. */
  host: string;
  port: number;
  allowedHosts: readonly string[];
  allowedOrigins: readonly string[];
}

const wildcardHosts = new Set(['0.0.0.0', '::', '']);

/**
 * Exact allow-lists of Host and Origin. A web page can reach a server on localhost, by its
 * address or through a name of its own that resolves there; its Origin and Host give it away.
 */
export class OriginGuard {
  readonly #hosts: Set<string>;
  readonly #ownOrigins: Set<string>;
  readonly #foreignOrigins: Set<string>;

  constructor(place: Place) {
    const own = ['127.0.0.1', 'localhost', '[::1]'];
    if (!wildcardHosts.has(place.host)) own.push(bracketed(place.host.toLowerCase()));
    const ownHosts = own.flatMap((name) => withPort(name, place.port));
    const named = place.allowedHosts.map((entry) => entry.toLowerCase());
    // A name listed without a port is also reached on the gateway's own.
    const reached = named.flatMap((entry) => (hasPort(entry) ? [entry] : [entry, `${entry}:${place.port}`]));
    this.#hosts = new Set([...ownHosts, ...reached]);
    this.#ownOrigins = new Set([
      ...ownHosts.map((host) => `http://${host}`),
      ...reached.flatMap((host) => [`http://${host}`, `https://${host}`]),
    ]);
    this.#foreignOrigins = new Set(place.allowedOrigins.map((origin) => origin.toLowerCase()));
  }

  /** Throws ORIGIN_REFUSED unless the Host header names this gateway. */
  checkHost(host: string | undefined): void {
    if (host === undefined || !this.#hosts.has(host.toLowerCase())) {
      throw new SignalboxError('ORIGIN_REFUSED', 'This Host is not one the gateway is reached by');
    }
  }

  /** Whether the Origin is one of this gateway's own pages. */
  isOwn(origin: string): boolean {
    return this.#ownOrigins.has(origin.toLowerCase());
  }

  /**
   * Throws ORIGIN_REFUSED for an Origin that is not allowed; requests without one pass.
   * Returns the origin when it is another site's that was allowed, for which CORS headers are due.
   */
  checkOrigin(origin: string | undefined): string | null {
    if (origin === undefined) return null;
    const lower = origin.toLowerCase();
    if (this.#ownOrigins.has(lower)) return null;
    if (this.#foreignOrigins.has(lower)) return origin;
    throw new SignalboxError('ORIGIN_REFUSED', 'This Origin is not allowed');
  }
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

function hasPort(host: string): boolean {
  return /:\d+$/.test(host) && !/^\[[^\]]*$/.test(host);
}

/** A browser leaves the port out when it is the scheme's default. */
function withPort(name: string, port: number): string[] {
  return port === 80 ? [name, `${name}:80`] : [`${name}:${port}`];
}
