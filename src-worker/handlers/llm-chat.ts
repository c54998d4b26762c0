import OpenAI from 'openai';
import {
  type ChatChunk,
  type ChatRequest,
  chatRequestSchema,
  openAiBaseUrl,
} from '../../src-core/protocol/llm';
import type { ModelAccess } from '../../src-core/protocol/worker-lifecycle';
import { ChatAssembly, type ChunkChoice, type CompletionChunk } from './chat-assembly';
import { ChunkSender } from './chunk-sender';
import { type Handler, HandlerError, parsePayload } from './handler';
import { modelFailure, silentModel } from './model-error';

const defaultSilenceMs = 90_000;

/**
 * `llm.chat`: streams a chat completion from the configured server. Every delta becomes a chunk
 * `{delta, finishReason?}` (`index` above 0 for further choices), the result is the whole object.
 * A failed call is not repeated here: the queue retries the job.
 */
export function llmChatHandler(access: ModelAccess): Handler {
  const client = openAiClient(access);
  const silenceMs = access.timeoutMs ?? defaultSilenceMs;
  return async (job, context) => {
    const request = parsePayload(chatRequestSchema, job.payload);
    if (!request.model) {
      throw new HandlerError('INVALID_MESSAGE', 'payload.model: the model must be named', {
        retryable: false,
      });
    }
    const assembly = new ChatAssembly();
    const sender = new ChunkSender(context);
    for await (const chunk of completionChunks(client, request, context.signal, silenceMs)) {
      assembly.add(chunk);
      for (const choice of chunk.choices ?? []) await sender.send(toChunk(choice));
    }
    await sender.flush();
    if (!assembly.finished) {
      throw new HandlerError(
        'UPSTREAM_ERROR',
        "the model's server ended the stream before the answer was complete",
      );
    }
    return assembly.completion();
  };
}

/** Every field the client would otherwise take from the environment is given: only the configuration decides. */
function openAiClient({ baseUrl, apiKey, timeoutMs }: ModelAccess): OpenAI {
  return new OpenAI({
    baseURL: baseUrl || openAiBaseUrl,
    // The client insists on a key; servers on one's own network often have none.
    apiKey: apiKey || 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: timeoutMs ?? defaultSilenceMs,
    logLevel: 'off',
  });
}

/** The chunks of one streamed completion; upstream faults are thrown as HandlerError, an abort as the signal's reason. */
async function* completionChunks(
  client: OpenAI,
  request: ChatRequest,
  signal: AbortSignal,
  silenceMs: number,
): AsyncGenerator<CompletionChunk> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), silenceMs);
  try {
    const body = {
      ...request,
      stream: true,
      stream_options: { ...request.stream_options, include_usage: true },
    } as unknown as OpenAI.ChatCompletionCreateParamsStreaming;
    const chunks = await client.chat.completions.create(body, {
      signal: AbortSignal.any([signal, silence.signal]),
    });
    for await (const chunk of chunks) {
      timer.refresh();
      yield chunk as CompletionChunk;
    }
  } catch (error) {
    throwIfAborted(signal, silence.signal, silenceMs);
    throw modelFailure(error);
  } finally {
    clearTimeout(timer);
  }
  // The client ends an aborted stream as if it were complete.
  throwIfAborted(signal, silence.signal, silenceMs);
}

function throwIfAborted(signal: AbortSignal, silence: AbortSignal, silenceMs: number): void {
  if (signal.aborted) throw signal.reason;
  if (silence.aborted) throw silentModel(silenceMs);
}

function toChunk(choice: ChunkChoice): ChatChunk {
  const chunk: ChatChunk = { delta: { ...choice.delta } };
  if (choice.finish_reason) chunk.finishReason = choice.finish_reason;
  if (choice.index) chunk.index = choice.index;
  if (choice.logprobs) chunk.logprobs = choice.logprobs;
  return chunk;
}
