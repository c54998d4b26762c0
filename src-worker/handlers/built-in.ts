import { createAddressPolicy } from '../../src-core/outbound/address-policy';
import type { HttpCallAccess, ModelAccess } from '../../src-core/protocol/worker-lifecycle';
import { echo } from './echo';
import { failHandler } from './fail';
import type { Handler } from './handler';
import { httpCallHandler } from './http/http-call';
import { llmChatHandler } from './llm-chat';
import { sleep } from './sleep';
import { standInChat } from './stand-in-model';

export interface BuiltInSettings {
  openai: ModelAccess;
  http: HttpCallAccess;
  /** Offer `fail` too: for trials, never for production. */
  tryHandlers: boolean;
}

/** The handlers every worker has, by job type. With no model configured `llm.chat` is answered by the stand-in. */
export function builtInHandlers({ openai, http, tryHandlers }: BuiltInSettings): Record<string, Handler> {
  const hasModel = Boolean(openai.baseUrl || openai.apiKey);
  const handlers: Record<string, Handler> = {
    echo,
    sleep,
    'http.call': httpCallHandler({ ...http, policy: createAddressPolicy({ allow: http.allow }) }),
    'llm.chat': hasModel ? llmChatHandler(openai) : standInChat(),
  };
  if (tryHandlers) handlers.fail = failHandler();
  return handlers;
}
