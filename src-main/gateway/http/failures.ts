import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { SignalboxError } from '../../../src-core/protocol/errors';
import { asFailure } from '../failure';
import { toOpenAiError } from './openai-error';

/** Answers every error in the catalogue's shape; under `/v1` in OpenAI's. */
export function answerFailures(app: FastifyInstance, log: Logger): void {
  app.setErrorHandler((error, request, reply) =>
    sendFailure(reply, request.url, asFailure(known(error), log)),
  );
}

/** Sends one error. */
export function sendFailure(reply: FastifyReply, url: string, error: SignalboxError): FastifyReply {
  if (error.retryAfterMs !== undefined) {
    reply.header('retry-after', String(Math.ceil(error.retryAfterMs / 1000)));
  }
  if (error.code === 'UNAUTHORIZED') reply.header('www-authenticate', 'Bearer');
  if (isOpenAi(url)) {
    const { status, body, headers } = toOpenAiError(error);
    return reply.headers(headers).code(status).send(body);
  }
  return reply.code(error.status).send({ error: error.toBody() });
}

function isOpenAi(url: string): boolean {
  return url.startsWith('/v1/') || url === '/v1';
}

/** Fastify's own errors in terms of the catalogue. */
function known(error: unknown): unknown {
  const { code, statusCode, message } = error as FastifyError;
  if (error instanceof SignalboxError) return error;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new SignalboxError('PAYLOAD_TOO_LARGE');
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new SignalboxError('UNSUPPORTED_MEDIA_TYPE');
  if (statusCode === 415) return new SignalboxError('UNSUPPORTED_MEDIA_TYPE');
  if (error instanceof SyntaxError || (statusCode !== undefined && statusCode >= 400 && statusCode < 500)) {
    return new SignalboxError('INVALID_MESSAGE', message);
  }
  return error;
}
