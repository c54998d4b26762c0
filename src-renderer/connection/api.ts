import type { ZodType } from 'zod';
import { csrfHeader } from '../../src-core/protocol/console';
import { errorAnswerSchema } from '../../src-core/protocol/http';
import { useConnection } from '../stores/connection';
import { ApiError, asApiError } from './api-error';
import { currentGateway, desktopBridge } from './gateway';
import { readLines } from './read-lines';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** How long an answer may take to begin; ms. Lines and downloads may then go on for as long as they need. */
const answerMs = 15_000;

interface RequestParts {
  body?: BodyInit;
  contentType?: string;
  signal?: AbortSignal;
}

/**
 * The gateway's HTTP interface. Paths begin with `/`. Every call throws ApiError: the gateway's own code and words, or
 * UNREACHABLE when it gave no answer, or BAD_ANSWER when the answer has another form than `schema`. An answer that
 * says the session or token is no longer good shows the sign-in view.
 */
export const api = {
  /** Reads. `signal` gives up on it: the promise is then rejected with an ApiError nobody needs to see. */
  async get<T>(path: string, schema: ZodType<T>, options: { signal?: AbortSignal } = {}): Promise<T> {
    return parsed(await request('GET', path, options), schema);
  },

  /** Changes something; `body` is sent as JSON, undefined sends none. */
  async send<T>(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    body: unknown,
    schema: ZodType<T>,
  ): Promise<T> {
    const json = body === undefined ? {} : { body: JSON.stringify(body), contentType: 'application/json' };
    return parsed(await request(method, path, json), schema);
  },

  /** Reads an answer of one JSON value a line, each as it comes. Ends with the answer, or when `signal` gives up on it. */
  async lines(
    path: string,
    onLine: (line: unknown) => void,
    options: { signal?: AbortSignal } = {},
  ): Promise<void> {
    const answer = await request('GET', path, options);
    if (!answer.body) return;
    try {
      await readLines(answer.body, (line) => onLine(JSON.parse(line)));
    } catch (error) {
      throw unreachable(error);
    }
  },

  /**
   * Saves the answer as a file of the person's. In the desktop it goes to the disk as it comes.
   * @returns false when the person changed their mind
   */
  async download(path: string, fileName: string): Promise<boolean> {
    const bridge = desktopBridge();
    if (bridge) {
      const saved = bridge.files.save({ from: 'gateway', name: fileName, path });
      return (await saved.catch((error) => Promise.reject(asApiError(error)))) !== null;
    }
    const answer = await request('GET', path, {});
    saveInBrowser(await answer.blob(), fileName);
    return true;
  },

  /** Sends a file as it is. */
  async upload<T>(path: string, file: File, contentType: string, schema: ZodType<T>): Promise<T> {
    return parsed(await request('POST', path, { body: file, contentType }), schema);
  },
};

/**
 * Saves text of the page as a file of the person's.
 * @returns false when the person changed their mind
 */
export async function saveText(text: string, fileName: string): Promise<boolean> {
  const bridge = desktopBridge();
  if (bridge) {
    const saved = bridge.files.save({ from: 'text', name: fileName, text });
    return (await saved.catch((error) => Promise.reject(asApiError(error)))) !== null;
  }
  saveInBrowser(new Blob([text], { type: 'text/plain' }), fileName);
  return true;
}

function saveInBrowser(content: Blob, fileName: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = fileName;
  link.click();
  // The browser has begun to save by the next turn of its loop; a minute is plenty.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** `path` with the parameters that have a value. */
export function query(path: string, params: Record<string, string | number | undefined>): string {
  const given = Object.entries(params).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? path : `${path}?${text}`;
}

async function request(method: Method, path: string, parts: RequestParts): Promise<Response> {
  const gateway = currentGateway();
  if (!gateway) throw new ApiError('UNREACHABLE', 'Not connected to a gateway yet.', { status: 0 });
  if (gateway.answer) {
    const answer = gateway.answer(method, path);
    if (!answer.ok) throw await refusal(answer);
    return answer;
  }
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(new Error(`no answer in ${answerMs / 1000} s`)), answerMs);
  try {
    const answer = await fetch(`${gateway.url}${path}`, {
      method,
      headers: headers(method, gateway.token, parts.contentType),
      body: parts.body,
      credentials: gateway.token === null ? 'same-origin' : 'omit',
      signal: parts.signal ? AbortSignal.any([parts.signal, timeout.signal]) : timeout.signal,
    });
    if (!answer.ok) throw await refusal(answer);
    return answer;
  } catch (error) {
    throw unreachable(error);
  } finally {
    clearTimeout(timer);
  }
}

function headers(method: Method, token: string | null, contentType?: string): Record<string, string> {
  const sent: Record<string, string> = {};
  if (contentType) sent['content-type'] = contentType;
  if (token !== null) sent.authorization = `Bearer ${token}`;
  else if (method !== 'GET') sent[csrfHeader] = '1';
  return sent;
}

async function parsed<T>(answer: Response, schema: ZodType<T>): Promise<T> {
  let body: unknown;
  try {
    const text = await answer.text();
    body = text === '' ? undefined : JSON.parse(text);
  } catch (error) {
    throw unreachable(error);
  }
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue ? `${issue.path.join('.') || 'it'}: ${issue.message}` : 'unreadable';
  throw new ApiError(
    'BAD_ANSWER',
    `The gateway's answer is not what this console knows (${where}). Their versions may differ.`,
    { status: answer.status },
  );
}

async function refusal(answer: Response): Promise<ApiError> {
  if (answer.status === 401) {
    const bySession = currentGateway()?.token === null;
    const { connects, signedOut } = useConnection.getState();
    // A first visit is no session that ended.
    const over = connects > 0 ? 'The session is over. Sign in again.' : null;
    signedOut(bySession ? over : 'The gateway refused the token.');
  }
  const known = errorAnswerSchema.safeParse(await answer.json().catch(() => undefined));
  if (!known.success)
    return new ApiError('BAD_ANSWER', `The gateway answered ${answer.status} ${answer.statusText}.`, {
      status: answer.status,
    });
  const { code, message, ...details } = known.data.error;
  return new ApiError(code, message, { status: answer.status, ...details });
}

function unreachable(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new ApiError('UNREACHABLE', `The gateway does not answer: ${why}.`, { status: 0 });
}
