import { z } from 'zod';
import { openAiErrorSchema } from '../../../../src-core/protocol/http';
import { chatRequestSchema } from '../../../../src-core/protocol/llm';
import type { ApiOperation } from './operation';

/** OpenAI's wire format. */
export const openAiOperations: ApiOperation[] = [
  {
    method: 'post',
    path: '/v1/chat/completions',
    summary: 'OpenAI chat completion',
    access: 'client',
    body: chatRequestSchema,
    answer: z.looseObject({}),
    error: openAiErrorSchema,
  },
  {
    method: 'get',
    path: '/v1/models',
    summary: 'OpenAI model list',
    access: 'client',
    answer: z.looseObject({}),
    error: openAiErrorSchema,
  },
];
