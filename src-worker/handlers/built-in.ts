import type { ModelAccess } from '../../src-core/protocol/worker-lifecycle';
import { echo } from './echo';
import { failHandler } from './fail';
import type { Handler } from './handler';
import { llmChatHandler } from './llm-chat';
import { sleep } from './sleep';
import { standInChat } from './stand-in-model';

export interface BuiltInSettings {
  openai: ModelAccess;
  /** Offer `fail` too: for trials, never for production. */
  tryHandlers: boolean;
}

/** The handlers every worker has, by job type. With no model configured `llm.chat` is answered by the stand-in. */
export function builtInHandlers({ openai, tryHandlers }: BuiltInSettings): Record<string, Handler> {
  const hasModel = Boolean(openai.baseUrl || openai.apiKey);
  const handlers: Record<string, Handler> = {
    echo,
    sleep,
    'llm.chat': hasModel ? llmChatHandler(openai) : standInChat(),
  };
  if (tryHandlers) handlers.fail = failHandler();
  return handlers;
}
