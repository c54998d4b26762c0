import { setTimeout as delay } from 'node:timers/promises';
import type { AddressPolicy } from '../../../src-core/outbound/address-policy';
import {
  type HttpCall,
  type HttpCallResult,
  httpCallSchema,
  passingStatuses,
} from '../../../src-core/protocol/http-call';
import { maskSecrets } from '../../../src-core/redaction/mask-secrets';
import { type Handler, HandlerError, type HandlerJob, type JobContext, parsePayload } from '../handler';
import { callFailure, TryTimeout } from './call-failure';
import { type Answer, follow, headerText } from './follow';
import { Origins } from './origins';
import { type ReadBody, readBody, streamBody } from './read-body';
import { readRetryAfter } from './retry-after';

/** Where calls may go and how long they may take. */
export interface HttpAccess {
  policy: AddressPolicy;
  /** Of one try, in ms. */
  timeoutMs: number;
  /** Tries after the first one within an attempt. */
  retries: number;
}

/** The pause before the second try, doubled for each further one up to the longest; ms. */
const firstPauseMs = 500;
const longestPauseMs = 10_000;
/** Characters of a refusing answer that are told in its error. */
const toldBody = 500;

/**
 * `http.call`: sends a request and answers with the response. Tries again when there is none, or after a status that
 * may pass; a `Retry-After` of more than 10 s is left to the queue, so that no worker waits it out.
 */
export function httpCallHandler({ policy, timeoutMs, retries }: HttpAccess): Handler {
  const origins = new Origins(policy);
  return async (job, context) => {
    const call = parsePayload(httpCallSchema, job.payload);
    const request = requestOf(call, job);
    const most = call.retries ?? retries;
    for (let tries = 1; ; tries += 1) {
      try {
        return await oneTry({ origins, call, request, context, timeoutMs, tries });
      } catch (error) {
        const failure = callFailure(error, context.signal);
        // What was streamed cannot be taken back: the next attempt starts the stream over.
        if (!failure.retryable || tries > most || failure instanceof StreamBroken) throw failure;
        const pauseMs = Math.max(failure.retryAfterMs ?? 0, backoffMs(tries));
        if (pauseMs > longestPauseMs) throw failure;
        await context.log(`${failure.message}; tried again in ${Math.round(pauseMs)} ms`);
        await delay(pauseMs, undefined, { signal: context.signal });
      }
    }
  };
}

interface Try {
  origins: Origins;
  call: HttpCall;
  request: Parameters<typeof follow>[1];
  context: JobContext;
  timeoutMs: number;
  tries: number;
}

async function oneTry({ origins, call, request, context, timeoutMs, tries }: Try): Promise<HttpCallResult> {
  const began = performance.now();
  const ms = call.timeoutMs ?? timeoutMs;
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(new TryTimeout(ms)), ms);
  const signal = AbortSignal.any([context.signal, clock.signal]);
  try {
    const answer = await follow(origins, request, call.redirects, signal);
    const { statusCode: status } = answer.response;
    const fine = call.okStatuses?.includes(status) ?? (status >= 200 && status < 300);
    if (!fine) throw await refusal(answer, call);
    const body = await bodyOf(answer, call, context);
    const result: HttpCallResult = {
      status,
      headers: shownHeaders(answer.response.headers),
      ...body,
      durationMs: Math.round(performance.now() - began),
      tries,
    };
    if (answer.url.href !== request.url.href) result.url = answer.url.href;
    return result;
  } finally {
    clearTimeout(timer);
  }
}

function requestOf(
  { url, method, headers, body }: HttpCall,
  { id, traceparent }: HandlerJob,
): Try['request'] {
  const given = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const own: Record<string, string | undefined> = {
    'idempotency-key': id,
    traceparent,
    'content-type': body === undefined || typeof body === 'string' ? undefined : 'application/json',
    'user-agent': 'signalbox',
  };
  const added = Object.entries(own).filter(([name, value]) => value !== undefined && !given.has(name));
  return {
    url: new URL(url),
    method,
    headers: { ...headers, ...(Object.fromEntries(added) as Record<string, string>) },
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
  };
}

/** The response broke off after some of it was handed on. */
class StreamBroken extends HandlerError {}

async function bodyOf({ response }: Answer, call: HttpCall, context: JobContext): Promise<ReadBody> {
  if (!call.stream) return readBody(response.body, call.responseBytes);
  try {
    return await streamBody(response.body, call.responseBytes, context);
  } catch (error) {
    const { code, message } = callFailure(error, context.signal);
    throw new StreamBroken(code, message, { cause: error });
  }
}

async function refusal({ url, response }: Answer, call: HttpCall): Promise<HandlerError> {
  const { statusCode: status, headers } = response;
  const { body, bodyEncoding } = await readBody(response.body, 4 * toldBody);
  const told = bodyEncoding || body.trim() === '' ? '' : `: ${maskSecrets(body.trim().slice(0, toldBody))}`;
  const passing = (call.retryStatuses ?? passingStatuses).includes(status);
  return new HandlerError('UPSTREAM_ERROR', `${url.origin} answered ${status}${told}`, {
    retryable: passing,
    retryAfterMs: passing ? readRetryAfter(headerText(headers['retry-after'])) : undefined,
  });
}

function shownHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const texts = Object.entries(headers).map(([name, value]) => [name, headerText(value) ?? '']);
  return JSON.parse(maskSecrets(JSON.stringify(Object.fromEntries(texts)))) as Record<string, string>;
}

function backoffMs(tries: number): number {
  const whole = Math.min(longestPauseMs, firstPauseMs * 2 ** (tries - 1));
  return whole * (0.8 + 0.2 * Math.random());
}
