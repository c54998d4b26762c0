import { z } from 'zod';
import type { ChatChunk, ChatRequest } from '../../../src-core/protocol/llm';

const completionSchema = z.looseObject({
  model: z.string().optional(),
  choices: z
    .array(
      z.looseObject({
        index: z.number().default(0),
        message: z.looseObject({}).default({}),
        finish_reason: z.string().nullish(),
      }),
    )
    .default([]),
  usage: z.looseObject({}).nullish(),
});

/** Writes a job's chunks as OpenAI's `chat.completion.chunk` events. */
export class ChatStreamWriter {
  readonly #created = Math.floor(Date.now() / 1000);
  readonly #finished = new Set<number>();
  #id = '';
  #model: string;
  #begun = false;

  constructor(
    private readonly request: ChatRequest,
    private readonly send: (text: string) => void,
  ) {
    this.#model = request.model ?? '';
  }

  /** True once the client has some of the answer. */
  get begun(): boolean {
    return this.#begun;
  }

  /** Every event carries the completion's id: the job's. */
  name(jobId: string): void {
    this.#id = `chatcmpl-${jobId}`;
  }

  write({ delta, finishReason, index = 0, logprobs }: ChatChunk): void {
    this.#begun = true;
    if (finishReason !== undefined) this.#finished.add(index);
    const choice = {
      index,
      delta,
      finish_reason: finishReason ?? null,
      ...(logprobs !== undefined && { logprobs }),
    };
    this.#event({ choices: [choice] });
  }

  /** Ends the stream: what the handler left out (it may not stream at all), the usage if asked for, and the mark. */
  finish(result: unknown): void {
    const { choices, usage, model } = completionSchema.safeParse(result).data ?? { choices: [] };
    if (model && this.#model === '') this.#model = model;
    const streamed = this.#begun;
    for (const { index, message, finish_reason: reason } of choices) {
      if (!streamed) this.write({ delta: message, index });
      if (!this.#finished.has(index)) this.write({ delta: {}, finishReason: reason ?? 'stop', index });
    }
    if (this.request.stream_options?.include_usage && usage) this.#event({ choices: [], usage });
    this.send('[DONE]');
  }

  #event(fields: { choices: unknown[]; usage?: unknown }): void {
    this.send(
      JSON.stringify({
        id: this.#id,
        object: 'chat.completion.chunk',
        created: this.#created,
        model: this.#model,
        ...fields,
      }),
    );
  }
}
