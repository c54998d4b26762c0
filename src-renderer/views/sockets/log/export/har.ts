import type { Handshake } from '../../../../../src-core/protocol/connection-spec';
import { base64Of } from '../../connections/bytes';
import type { LoggedFrame } from '../frames';
import type { Masking } from './masking';

/** A frame as Chromium writes it; time in seconds since 1970. */
interface HarMessage {
  type: 'send' | 'receive';
  time: number;
  /** 1 = text, 2 = binary, whose data is base64. */
  opcode: 1 | 2;
  data: string;
}

interface HarHeader {
  name: string;
  value: string;
}

/** An HTTP archive (1.2) of WebSocket connections. Masks what it is given. */
export class Har {
  readonly #entries = new Map<string, { first: LoggedFrame; last: LoggedFrame; messages: HarMessage[] }>();

  /**
   * @param handshakes by the ids of connections: those that are known
   * @param version of what makes the archive
   */
  constructor(
    private readonly mask: Masking,
    private readonly handshakes: ReadonlyMap<string, Handshake>,
    private readonly version: string,
  ) {}

  add(frame: LoggedFrame): void {
    const known = this.#entries.get(frame.connectionId);
    const entry = known ?? { first: frame, last: frame, messages: [] };
    if (!known) this.#entries.set(frame.connectionId, entry);
    entry.last = frame;
    if (frame.way !== 'sent' && frame.way !== 'received') return;
    const data = this.mask.data(frame.data);
    entry.messages.push({
      type: frame.way === 'sent' ? 'send' : 'receive',
      time: frame.at / 1000,
      opcode: typeof data === 'string' ? 1 : 2,
      data: typeof data === 'string' ? data : base64Of(data),
    });
  }

  /** The archive as JSON. */
  text(): string {
    const entries = [...this.#entries.values()].map((entry) => this.#entry(entry));
    const creator = { name: 'Signalbox', version: this.version };
    return JSON.stringify({ log: { version: '1.2', creator, pages: [], entries } });
  }

  #entry({ first, last, messages }: { first: LoggedFrame; last: LoggedFrame; messages: HarMessage[] }) {
    const handshake = this.handshakes.get(first.connectionId);
    const opened = first.way === 'opened' && typeof first.data === 'string' ? first.data : '';
    const url = handshake?.url ?? opened;
    const wait = handshake?.tookMs ?? 0;
    const sizes = { headersSize: -1, bodySize: -1 };
    return {
      startedDateTime: new Date(first.at).toISOString(),
      time: last.at - first.at,
      request: {
        method: 'GET',
        url: this.mask.text(url),
        httpVersion: 'HTTP/1.1',
        cookies: [],
        headers: this.#headers(handshake?.requestHeaders),
        queryString: [],
        ...sizes,
      },
      response: {
        status: handshake?.status ?? 101,
        statusText: 'Switching Protocols',
        httpVersion: 'HTTP/1.1',
        cookies: [],
        headers: this.#headers(handshake?.responseHeaders),
        content: { size: 0, mimeType: 'x-unknown' },
        redirectURL: '',
        ...sizes,
      },
      cache: {},
      timings: { send: 0, wait, receive: 0 },
      connection: first.connectionId,
      comment: first.connection,
      _resourceType: 'websocket',
      _webSocketMessages: messages,
    };
  }

  /** Masked as the field of JSON a header would be. */
  #headers(headers: Record<string, string> | null | undefined): HarHeader[] {
    return Object.entries(headers ?? {}).map(([name, value]) => {
      const [masked] = Object.values(JSON.parse(this.mask.text(JSON.stringify({ [name]: value }))));
      return { name, value: String(masked) };
    });
  }
}
