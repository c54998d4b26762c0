import { z } from 'zod';
import { sentHeadersSchema } from './connection-spec';

const httpCallType = 'http.call';

/** Methods `http.call` sends. */
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** Statuses that may go away by themselves: `http.call` tries again after them when its payload does not say. */
export const passingStatuses: readonly number[] = [408, 425, 429, 500, 502, 503, 504];

/** Bytes of a response that are kept when the payload does not say. */
const usualResponseBytes = 256 * 1024;
/** The most that is kept: a result has to fit into a job. */
const maxResponseBytes = 768 * 1024;
/** The most that is streamed. */
const maxStreamedBytes = 1024 ** 3;

/** What a value that is hidden reads: sent on, it would replace the real one. */
const hiddenValue = '***';
const headersSchema = sentHeadersSchema.superRefine((headers, context) => {
  for (const [name, value] of Object.entries(headers)) {
    if (value !== hiddenValue) continue;
    context.addIssue({
      code: 'custom',
      path: [name],
      message: 'hidden where it was copied from: give its value',
    });
  }
});
const statusSchema = z.number().int().min(100).max(599);

const urlSchema = z
  .url({ protocol: /^https?$/, error: 'accepted: a URL of http: or https:' })
  .max(8192)
  .refine(
    (text) => !/^[a-z]+:\/\/[^/?#]*@/i.test(text),
    'no user name or password here: give an Authorization header',
  );

/** The payload of `http.call`. */
export const httpCallSchema = z
  .strictObject({
    method: z
      .string()
      .transform((method) => method.toUpperCase())
      .pipe(z.enum(methods))
      .default('GET'),
    url: urlSchema,
    headers: headersSchema.default({}),
    /** Text is sent as it is, anything else as JSON. */
    body: z.unknown().optional(),
    /** Of one try, to the end of the response, in ms; WORKER_HTTP_TIMEOUT when not said. The job's own timeout goes on. */
    timeoutMs: z.number().int().min(1).max(86_400_000).optional(),
    /** Tries after the first one within one attempt of the job; WORKER_RETRY_COUNT when not said. */
    retries: z.number().int().min(0).max(100).optional(),
    /** Statuses after which it is tried again. */
    retryStatuses: z.array(statusSchema).max(100).optional(),
    /** Statuses that are a success; 200 to 299 when not said. */
    okStatuses: z.array(statusSchema).max(500).optional(),
    /** Redirects followed; each target is checked as the URL was. */
    redirects: z.number().int().min(0).max(20).default(5),
    /** The response's text comes as chunks `{data}` while it arrives; the result then has no body. */
    stream: z.boolean().default(false),
    /** Bytes of the response that are read: 256 KiB when not said, a GiB when streamed; the rest is given up. */
    responseBytes: z.number().int().min(0).max(maxStreamedBytes).optional(),
  })
  .refine(({ stream, responseBytes }) => stream || (responseBytes ?? 0) <= maxResponseBytes, {
    path: ['responseBytes'],
    message: `${maxResponseBytes} at most, unless the response is streamed`,
  })
  .transform(({ responseBytes, ...call }) => ({
    ...call,
    responseBytes: responseBytes ?? (call.stream ? maxStreamedBytes : usualResponseBytes),
  }));
export type HttpCall = z.output<typeof httpCallSchema>;

/** The result of `http.call`. */
export interface HttpCallResult {
  status: number;
  /** Names in lower case; a header that came several times is joined with `, `. Secret ones read `***`. */
  headers: Record<string, string>;
  /** Text; base64 when it is no UTF-8 (`bodyEncoding`); '' when it was streamed. */
  body: string;
  bodyEncoding?: 'base64';
  /** The response was longer than what is kept. */
  truncated?: true;
  /** Bytes of it that were read. */
  bytes: number;
  /** Of the last try. */
  durationMs: number;
  /** Tries within this attempt. */
  tries: number;
  /** Where it ended after redirects, when that is elsewhere. */
  url?: string;
}

/** A payload as people are shown it: `isSecret` says which headers read `***`. Anything but a call stays as it is. */
export function hideHeaders(type: string, payload: unknown, isSecret: (name: string) => boolean): unknown {
  return withHeaders(type, payload, (name, value) => (isSecret(name) ? hiddenValue : value));
}

/** A payload that was shown and edited, with the values of `stored` where it still reads `***`. */
export function restoreHeaders(type: string, payload: unknown, stored: unknown): unknown {
  const before = headersOf(stored) ?? {};
  return withHeaders(type, payload, (name, value) =>
    value === hiddenValue && Object.hasOwn(before, name) ? before[name] : value,
  );
}

function withHeaders(
  type: string,
  payload: unknown,
  change: (name: string, value: unknown) => unknown,
): unknown {
  const headers = type === httpCallType ? headersOf(payload) : null;
  if (!headers) return payload;
  const changed = Object.entries(headers).map(([name, value]) => [name, change(name, value)]);
  return { ...(payload as object), headers: Object.fromEntries(changed) };
}

function headersOf(payload: unknown): Record<string, unknown> | null {
  const { headers } = (payload ?? {}) as { headers?: unknown };
  return typeof headers === 'object' && headers !== null ? (headers as Record<string, unknown>) : null;
}
