import type { FrameData, Wire } from '../../../../src-core/conversation/wire';
import type { ConnectionSpec } from '../../../../src-core/protocol/connection-spec';
import { bearerPrefix, subprotocol, tokenPattern } from '../../../../src-core/protocol/limits';
import { maskSecrets } from '../../../../src-core/redaction/mask-secrets';
import { currentGateway, type GatewayAddress } from '../../../connection/gateway';
import { checkCloseCode, refuseToSend, type TabDial, type TabEvents } from './tab-dial';

/** Of the pings a direct connection measures with: their answers are not for the log. */
const pingRef = 'console-ping';
const defaultPingMs = 5000;

/**
 * Dials with the browser's own WebSocket. It shows no handshake headers, sends none, and the page's policy lets it reach
 * the gateway alone. What a socket takes longer to answer is measured with `ping` frames, where the protocol has them.
 */
export const dialDirectly: TabDial = (spec, events) => {
  const gateway = currentGateway();
  const target = gateway ? directTarget(spec, gateway) : { problem: 'There is no gateway yet.' };
  if ('problem' in target) {
    events.failed(target.problem, undefined, { code: 'NOT_FROM_A_BROWSER' });
    return { send: refuseToSend, close: () => undefined };
  }
  const socket = new WebSocket(target.url, target.protocols);
  socket.binaryType = 'arraybuffer';
  return new DirectWire(socket, spec, events);
};

/** Where a browser connects to for it; or why it cannot. */
export function directTarget(
  spec: ConnectionSpec,
  gateway: GatewayAddress,
): { url: string; protocols: string[] } | { problem: string } {
  const problem = problemOf(spec, gateway);
  if (problem) return { problem };
  const base = gateway.url.replace(/^http/, 'ws');
  const query = spec.clientId === undefined ? '' : `?clientId=${encodeURIComponent(spec.clientId)}`;
  const token = spec.token ?? (spec.role === undefined ? undefined : (gateway.token ?? undefined));
  const offered = spec.protocols ?? (spec.role === undefined ? [] : [subprotocol]);
  return {
    url: spec.url ?? `${base}/ws/${spec.role}${query}`,
    protocols: [...offered, ...(token === undefined ? [] : [`${bearerPrefix}${token}`])],
  };
}

function problemOf(spec: ConnectionSpec, gateway: GatewayAddress): string | null {
  if (spec.url !== undefined && originOf(spec.url) !== originOf(gateway.url))
    return `The page may connect directly to its own gateway alone, ${gateway.url}. Other servers are reached through the gateway's relay.`;
  if (spec.origin !== undefined || Object.keys(spec.headers ?? {}).length > 0)
    return 'A browser cannot set headers or the origin of a WebSocket. Dial through the relay, or take them out.';
  if (spec.token !== undefined && !tokenPattern.test(spec.token))
    return 'A browser sends the token as a subprotocol, which has room for letters, digits, . _ ~ and - only.';
  if (spec.role === 'worker' && spec.token === undefined)
    return 'A worker connects with a worker token, which only the relay adds by itself. Edit the connection and give it one: workerToken in gateway.json, or one of SIGNALBOX_WORKER_TOKENS.';
  return null;
}

/** Host and port of an address, whether it is written for HTTP or for WebSockets. */
function originOf(url: string): string {
  try {
    return new URL(url.replace(/^ws/, 'http')).origin;
  } catch {
    return url;
  }
}

class DirectWire implements Wire {
  readonly #began = performance.now();
  #opened = false;
  #over = false;
  #closing = false;
  #pinger: ReturnType<typeof setInterval> | undefined;
  #pingedAt: number | null = null;

  constructor(
    private readonly socket: WebSocket,
    private readonly spec: ConnectionSpec,
    private readonly events: TabEvents,
  ) {
    socket.addEventListener('open', () => this.#open());
    socket.addEventListener('message', ({ data }) => this.#receive(data as string | ArrayBuffer));
    socket.addEventListener('error', () => undefined);
    socket.addEventListener('close', ({ code, reason }) => this.#close(code, reason));
  }

  send(data: FrameData): void {
    if (!this.#opened || this.#over) refuseToSend();
    this.socket.send(data as string | Uint8Array<ArrayBuffer>);
  }

  close(code = 1000, reason?: string): void {
    checkCloseCode(code);
    if (this.#over) return;
    this.#closing = true;
    this.socket.close(code, reason);
  }

  #open(): void {
    this.#opened = true;
    const { url, protocol, extensions } = this.socket;
    const tookMs = performance.now() - this.#began;
    const unknown = { address: null, requestHeaders: null, responseHeaders: null, connectMs: null };
    this.events.opened({ url: maskSecrets(url), protocol, extensions, status: 101, tookMs, ...unknown });
    const everyMs = this.spec.pingMs ?? defaultPingMs;
    // A worker's protocol has no ping frames.
    const pings = protocol === subprotocol && this.spec.role !== undefined && this.spec.role !== 'worker';
    if (pings && everyMs > 0) this.#pinger = setInterval(() => this.#ping(), everyMs);
  }

  #ping(): void {
    if (this.#pingedAt !== null) return;
    this.#pingedAt = performance.now();
    this.socket.send(JSON.stringify({ type: 'ping', ref: pingRef }));
  }

  #receive(data: string | ArrayBuffer): void {
    if (typeof data !== 'string') return this.events.received(new Uint8Array(data));
    if (this.#pingedAt !== null && isOurPong(data)) {
      this.events.pong(performance.now() - this.#pingedAt);
      this.#pingedAt = null;
      return;
    }
    this.events.received(data);
  }

  #close(code: number, reason: string): void {
    if (this.#over) return;
    this.#over = true;
    clearInterval(this.#pinger);
    const by = this.#closing ? 'client' : code === 1006 ? null : 'server';
    if (this.#opened) return this.events.closed({ code, reason, by });
    if (this.#closing) return this.events.closed({ code: 1000, reason: '', by });
    this.events.failed(
      'The gateway refused the connection or does not answer. A browser is not told which; the relay would say it.',
      undefined,
      { code: 'UNREACHABLE' },
    );
  }
}

function isOurPong(text: string): boolean {
  if (!text.includes(pingRef)) return false;
  try {
    const { type, ref } = JSON.parse(text) as { type?: unknown; ref?: unknown };
    return type === 'pong' && ref === pingRef;
  } catch {
    return false;
  }
}
