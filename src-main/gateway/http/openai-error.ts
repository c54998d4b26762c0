import { errorCatalogue, type ErrorCode, type SignalboxError } from '../../../src-core/protocol/errors';
import type { OpenAiError } from '../../../src-core/protocol/http';

/** Codes for which OpenAI has its own words; the others keep ours. */
const openAiCodes: Partial<Record<ErrorCode, string>> = {
  UNAUTHORIZED: 'invalid_api_key',
  RATE_LIMITED: 'rate_limit_exceeded',
};

export interface OpenAiAnswer {
  status: number;
  body: OpenAiError;
  headers: Record<string, string>;
}

/** An error as OpenAI would answer it, so that its client throws its own type and knows whether to try again. */
export function toOpenAiError(error: SignalboxError): OpenAiAnswer {
  const { status, retryAfterMs } = error;
  const headers: Record<string, string> = { 'x-should-retry': String(errorCatalogue[error.code].retry) };
  if (retryAfterMs !== undefined) headers['retry-after-ms'] = String(retryAfterMs);
  return {
    status,
    headers,
    body: {
      error: {
        message: error.message,
        type: typeOf(status),
        param: error.issues?.[0]?.path || null,
        code: openAiCodes[error.code] ?? error.code,
      },
    },
  };
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}
