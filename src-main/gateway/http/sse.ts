import type { FastifyReply } from 'fastify';
import { SignalboxError } from '../../../src-core/protocol/errors';
import type { GatewayLimits } from '../../../src-core/protocol/limits';
import { whenClosed } from '../when-closed';

const keepAliveMs = 15_000;

/** One Server-Sent Events answer. */
export class SseStream {
  #begun = false;
  #ended = false;
  /** Called when the gateway ends the stream itself; the route says why in its own format. */
  onEnd: (why: SignalboxError) => void = () => undefined;
  /** Called once when the reader is gone, or everything was sent. */
  onClose: () => void = () => undefined;

  constructor(
    private readonly reply: FastifyReply,
    private readonly bufferedBytes: number,
  ) {
    whenClosed(reply.raw, () => {
      this.#ended = true;
      this.onClose();
    });
  }

  /** True once the head was sent: from then on errors travel in the stream. */
  get begun(): boolean {
    return this.#begun;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Sends the head; later calls do nothing. */
  begin(): void {
    if (this.#begun || this.#ended) return;
    this.#begun = true;
    this.reply.hijack();
    const headers = this.reply.getHeaders() as Record<string, string | string[] | number>;
    this.reply.raw.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    this.reply.raw.flushHeaders();
  }

  /** Sends one event. `data` must be one line. A reader that is too slow is cut off. */
  send(data: string, event?: string, id?: string): void {
    if (this.#ended) return;
    this.begin();
    const head = `${event ? `event: ${event}\n` : ''}${id ? `id: ${id}\n` : ''}`;
    this.reply.raw.write(`${head}data: ${data}\n\n`);
    if (this.reply.raw.writableLength > this.bufferedBytes) this.reply.raw.destroy();
  }

  /** True when the reader has so much unread that what can be left out should be. */
  get isBehind(): boolean {
    return this.reply.raw.writableLength > this.bufferedBytes / 2;
  }

  /** Keeps proxies from closing a quiet stream. */
  keepAlive(): void {
    if (this.#begun && !this.#ended) this.reply.raw.write(': still here\n\n');
  }

  /** Ends the answer; the reader gets what was sent before. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#begun) this.reply.raw.end();
  }
}

/** The streams of one gateway, with one timer for all of them. */
export class OpenStreams {
  readonly #streams = new Set<SseStream>();
  #timer: NodeJS.Timeout | null = null;

  constructor(private readonly limits: Pick<GatewayLimits, 'streams' | 'bufferedBytes'>) {}

  get count(): number {
    return this.#streams.size;
  }

  /** Prepares a stream for this answer. Throws QUEUE_FULL when there are too many. */
  open(reply: FastifyReply): SseStream {
    if (this.#streams.size >= this.limits.streams) throw new SignalboxError('QUEUE_FULL');
    const stream = new SseStream(reply, this.limits.bufferedBytes);
    this.#streams.add(stream);
    this.#timer ??= setInterval(() => {
      for (const open of this.#streams) open.keepAlive();
    }, keepAliveMs).unref();
    whenClosed(reply.raw, () => {
      this.#streams.delete(stream);
      if (this.#streams.size === 0) this.#stopTimer();
    });
    return stream;
  }

  /** Ends every stream, each with an error that tells its reader to come back. */
  endAll(why: SignalboxError): void {
    for (const stream of this.#streams) stream.onEnd(why);
    this.#stopTimer();
  }

  #stopTimer(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }
}
