import { z } from 'zod';

/**
 * The wire shapes of `llm.chat`, shared by the gateway's `/v1/chat/completions` and the handler.
 * The job's payload is the request body; each job chunk is a ChatChunk; the job's result is the
 * whole `chat.completion` object. Unknown fields pass through untouched: OpenAI adds some every month.
 */

const chatRoles = ['system', 'developer', 'user', 'assistant', 'tool', 'function'] as const;

const chatMessageSchema = z.looseObject({
  role: z.enum(chatRoles),
  /** Text, or OpenAI's list of parts. Absent or null in an assistant's message that only calls tools. */
  content: z.union([z.string(), z.array(z.looseObject({ type: z.string() })), z.null()]).optional(),
});
export type ChatMessage = z.infer<typeof chatMessageSchema>;

/** The body of a chat completion request. `model` may be left out where the stand-in model answers. */
export const chatRequestSchema = z.looseObject({
  model: z.string().min(1).max(256).optional(),
  messages: z.array(chatMessageSchema).min(1, 'at least one message is required'),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
  n: z.number().int().min(1).max(128).nullish(),
  max_tokens: z.number().int().min(1).nullish(),
  max_completion_tokens: z.number().int().min(1).nullish(),
});
export type ChatRequest = z.infer<typeof chatRequestSchema>;

/** The data of one job chunk: OpenAI's delta object of one choice. */
export const chatChunkSchema = z.object({
  delta: z.looseObject({}),
  /** `stop`, `length`, `tool_calls`, ... on a choice's last chunk. */
  finishReason: z.string().optional(),
  /** Which choice it belongs to; 0 when not said (only requests with `n` over 1 have others). */
  index: z.number().int().min(1).optional(),
  logprobs: z.unknown().optional(),
});
export type ChatChunk = z.infer<typeof chatChunkSchema>;

/** What the console and `/v1/models` call the built-in model that answers when no real one is configured. */
export const standInModelName = 'signalbox-stand-in';

/** Where models are when only a key is configured. */
export const openAiBaseUrl = 'https://api.openai.com/v1';
