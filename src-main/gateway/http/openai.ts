import type { FastifyInstance, FastifyReply } from 'fastify';
import { SignalboxError } from '../../../src-core/protocol/errors';
import { type ChatRequest, chatChunkSchema, chatRequestSchema } from '../../../src-core/protocol/llm';
import type { DeliveryEvent } from '../../../src-core/queue/types';
import type { GatewayContext } from '../context';
import { asFailure, jobFailure } from '../failure';
import type { Principal } from '../tokens';
import { check } from './body';
import { ChatStreamWriter } from './openai-chunks';
import { toOpenAiError } from './openai-error';
import { principalOf } from './guard';
import type { SseStream } from './sse';

/** How long a stream stays without its head, so that an early failure is still an HTTP error; ms. */
const headAfterMs = 15_000;

const forClients = { config: { access: 'client' as const } };

/** OpenAI's chat completions over the queue: the body is the payload of a job `llm.chat`. */
export function openAiRoutes(app: FastifyInstance, context: GatewayContext): void {
  const created = Math.floor(context.startedAt / 1000);

  app.get('/v1/models', forClients, async () => ({
    object: 'list',
    data: (await context.models.list()).map((id) => ({
      id,
      object: 'model',
      created,
      owned_by: 'signalbox',
    })),
  }));

  app.post('/v1/chat/completions', forClients, async (request, reply) => {
    const body = check(chatRequestSchema, request.body, 'The body');
    const completion = new Completion(body, reply, principalOf(request), context);
    return completion.run();
  });
}

/** One request, from its job's submission to the end of its answer. */
class Completion {
  readonly #stream: SseStream;
  readonly #writer: ChatStreamWriter | null;
  #jobId = '';
  #over = false;
  #headTimer: NodeJS.Timeout | null = null;
  #settle: (outcome: { result: unknown } | { error: SignalboxError } | null) => void = () => undefined;

  constructor(
    private readonly body: ChatRequest,
    private readonly reply: FastifyReply,
    private readonly who: Principal,
    private readonly context: GatewayContext,
  ) {
    this.#stream = context.streams.open(reply);
    this.#writer = body.stream ? new ChatStreamWriter(body, (text) => this.#stream.send(text)) : null;
    this.#stream.onEnd = (why) => this.#fail(why);
    this.#stream.onClose = () => this.#gone();
  }

  /** Resolves when the answer was given; throws what becomes an HTTP error. */
  async run(): Promise<unknown> {
    const answered = new Promise<{ result: unknown } | { error: SignalboxError } | null>((resolve) => {
      this.#settle = resolve;
    });
    const job = { type: 'llm.chat', payload: this.body };
    const { id, watch } = await this.context.door.submitAndWatch(this.who, job, (event) => this.#take(event));
    this.#jobId = id;
    this.#writer?.name(id);
    this.reply.header('x-request-id', id);
    // The client may have gone while the job was being submitted.
    if (this.#stream.ended) this.#gone();
    if (this.#writer && !this.#over) {
      this.#headTimer = setTimeout(() => this.#stream.begin(), headAfterMs).unref();
    }
    const outcome = await answered;
    watch.close();
    if (this.#headTimer) clearTimeout(this.#headTimer);
    if (outcome && 'error' in outcome) throw outcome.error;
    return outcome ? this.reply.send(outcome.result) : this.reply;
  }

  #take(event: DeliveryEvent): void {
    if (this.#over) return;
    switch (event.type) {
      case 'chunk': {
        const chunk = chatChunkSchema.safeParse(event.data);
        if (chunk.success) this.#writer?.write(chunk.data);
        break;
      }
      case 'reset':
        // Its words are with the client already: another attempt must not say them again.
        if (this.#writer?.begun) this.#giveUp(new SignalboxError('ATTEMPT_LOST'));
        break;
      case 'result':
        this.#finish(event.result);
        break;
      case 'error':
        if (!event.willRetry) this.#fail(jobFailure(event.error));
        break;
      case 'broken':
        this.#fail(asFailure(event.error, this.context.log));
        break;
      default: // 'state', 'progress' and 'trimmed' have no counterpart in OpenAI's protocol
    }
  }

  #finish(result: unknown): void {
    this.#over = true;
    if (!this.#writer) return this.#settle({ result });
    this.#writer.finish(result);
    this.#stream.end();
    this.#settle(null);
  }

  /** An HTTP error before the first word; afterwards an error in the stream, which the client throws. */
  #fail(error: SignalboxError): void {
    if (this.#over) return;
    this.#over = true;
    if (!this.#stream.begun) return this.#settle({ error });
    this.#stream.send(JSON.stringify(toOpenAiError(error).body));
    this.#stream.end();
    this.#settle(null);
  }

  /** Fails, and stops the job: nobody can use what it would still say. */
  #giveUp(error: SignalboxError): void {
    this.#fail(error);
    this.#cancel('the stream of its attempt was lost');
  }

  #gone(): void {
    if (this.#over) return;
    this.#over = true;
    this.#settle(null);
    this.#cancel('the client disconnected');
  }

  #cancel(cause: string): void {
    if (this.#jobId === '') return;
    this.context.door.cancel(this.who, this.#jobId, undefined, cause).catch((error: unknown) => {
      this.context.log.debug({ err: error, jobId: this.#jobId }, 'could not cancel an abandoned completion');
    });
  }
}
