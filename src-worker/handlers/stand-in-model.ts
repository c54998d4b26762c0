import {
  type ChatChunk,
  type ChatMessage,
  chatRequestSchema,
  standInModelName,
} from '../../src-core/protocol/llm';
import { ChatAssembly } from './chat-assembly';
import { ChunkSender } from './chunk-sender';
import { type Handler, parsePayload } from './handler';
import { pause } from './pause';

/** How much of the prompt the answer quotes, in characters. */
const maxQuote = 400;

/**
 * `llm.chat` without a model: answers from the prompt alone, word by word, and says what it is.
 * The same messages always get the same words.
 * @param wordDelayMs wait between two words
 */
export function standInChat(wordDelayMs = 15): Handler {
  return async (job, context) => {
    const request = parsePayload(chatRequestSchema, job.payload);
    const limit = request.max_completion_tokens ?? request.max_tokens ?? Number.POSITIVE_INFINITY;
    const words = answerTo(request.messages).match(/\S+\s*/g) ?? [];
    const spoken = words.slice(0, limit);
    const finishReason = spoken.length < words.length ? 'length' : 'stop';
    const choices = request.n ?? 1;

    const assembly = new ChatAssembly();
    assembly.add({
      id: `chatcmpl-${job.id}`,
      created: Math.floor(Date.now() / 1000),
      model: standInModelName,
      usage: usageOf(request.messages, spoken.length * choices),
    });
    const sender = new ChunkSender(context);
    const say = async (index: number, delta: Record<string, unknown>, reason?: string) => {
      assembly.add({ choices: [{ index, delta, finish_reason: reason ?? null }] });
      const chunk: ChatChunk = { delta };
      if (reason) chunk.finishReason = reason;
      if (index > 0) chunk.index = index;
      await sender.send(chunk);
    };
    for (let index = 0; index < choices; index += 1) {
      await say(index, { role: 'assistant', content: '' });
      for (const word of spoken) {
        await pause(wordDelayMs, context.signal);
        await say(index, { content: word });
      }
      await say(index, {}, finishReason);
    }
    await sender.flush();
    return assembly.completion();
  };
}

function answerTo(messages: ChatMessage[]): string {
  const sentences = [
    'This is the stand-in model built into Signalbox: no real model is configured, so nothing here was reasoned.',
  ];
  const asked = lastText(messages, ['user', 'tool', 'function']);
  sentences.push(asked ? `You wrote: "${quote(asked)}"` : 'There was no message from a user.');
  const system = lastText(messages, ['system', 'developer']);
  if (system) sentences.push(`The instructions were: "${quote(system)}"`);
  const plural = messages.length === 1 ? 'message' : 'messages';
  sentences.push(`The conversation has ${messages.length} ${plural}.`);
  sentences.push(
    'To talk to a real model, set OPENAI_API_KEY, or OPENAI_BASE_URL to any server that speaks its protocol, and start again.',
  );
  return sentences.join(' ');
}

function lastText(messages: ChatMessage[], roles: ChatMessage['role'][]): string {
  const message = messages.filter(({ role }) => roles.includes(role)).at(-1);
  return message ? textOf(message) : '';
}

/** The text of a message; parts that are not text are named by their type. */
function textOf({ content }: ChatMessage): string {
  if (typeof content === 'string') return content;
  return (content ?? [])
    .map((part) => (typeof part.text === 'string' ? part.text : `[${part.type}]`))
    .join(' ');
}

function quote(text: string): string {
  const oneLine = text.replace(/\s+/g, ' ').trim();
  const characters = [...oneLine];
  return characters.length > maxQuote ? `${characters.slice(0, maxQuote).join('')}...` : oneLine;
}

/** Counts words, which is what this model speaks in. */
function usageOf(messages: ChatMessage[], completionTokens: number) {
  const promptTokens = messages.reduce(
    (sum, message) => sum + (textOf(message).match(/\S+/g)?.length ?? 0),
    0,
  );
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}
