import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAddressPolicy } from '../../../src-core/outbound/address-policy';
import type { HttpCallResult } from '../../../src-core/protocol/http-call';
import { SignalboxError } from '../../../src-core/protocol/errors';
import type { Handler } from '../handler';
import { jobWith, recordingContext } from '../job-context.fixture';
import { httpCallHandler } from './http-call';

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

let server: Server;
let url: string;
let port: number;
let answers: Record<string, Answer> = {};
let asked: { request: IncomingMessage; body: string }[] = [];

beforeEach(async () => {
  asked = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    asked.push({ request, body });
    const path = request.url?.split('?')[0] ?? '';
    (answers[path] ?? ((_request, other) => other.writeHead(404).end('nothing here')))(
      request,
      response,
      body,
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  port = (server.address() as AddressInfo).port;
  url = `http://127.0.0.1:${port}`;
});
afterEach(async () => {
  answers = {};
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function handler(options: { timeoutMs?: number; retries?: number } = {}): Handler {
  const policy = createAddressPolicy({
    allow: [`127.0.0.1:${port}`],
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
  });
  return httpCallHandler({ policy, timeoutMs: 5000, retries: 0, ...options });
}

async function call(payload: object, use = handler(), context = recordingContext().context) {
  return (await use(jobWith('http.call', payload), context)) as HttpCallResult;
}

const failing = (payload: object, use = handler()) => expect(call(payload, use)).rejects;

describe('http.call', () => {
  it('sends method, headers and body, its job id as Idempotency-Key and the trace context', async () => {
    answers['/orders'] = (_request, response) =>
      response.writeHead(201, { 'content-type': 'application/json', 'x-token': 's3cret' }).end('{"id":7}');
    const job = {
      ...jobWith('http.call', {
        method: 'post',
        url: `${url}/orders?a=1`,
        headers: { 'X-A': 'b' },
        body: { n: 1 },
      }),
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    };
    const result = (await handler()(job, recordingContext().context)) as HttpCallResult;
    expect(result).toMatchObject({ status: 201, body: '{"id":7}', bytes: 8, tries: 1 });
    expect(result.headers).toMatchObject({ 'content-type': 'application/json', 'x-token': '***' });
    const [{ request, body }] = asked as [(typeof asked)[0]];
    expect(request).toMatchObject({ method: 'POST', url: '/orders?a=1' });
    expect(request.headers).toMatchObject({
      'x-a': 'b',
      'content-type': 'application/json',
      'idempotency-key': 'job1',
      traceparent: job.traceparent,
    });
    expect(body).toBe('{"n":1}');
  });

  it('fails for good on 4xx, with the beginning of the answer', async () => {
    await failing({ url: `${url}/missing` }).toMatchObject({
      code: 'UPSTREAM_ERROR',
      message: `${url} answered 404: nothing here`,
      retryable: false,
    });
  });

  it('takes the statuses it is told to as a success', async () => {
    expect(await call({ url: `${url}/missing`, okStatuses: [404] })).toMatchObject({ status: 404 });
  });

  it('tries again after 5xx, and says so in the job', async () => {
    let count = 0;
    answers['/wobbly'] = (_request, response) => {
      count += 1;
      response.writeHead(count < 2 ? 503 : 200).end(String(count));
    };
    expect(await call({ url: `${url}/wobbly` }, handler({ retries: 2 }))).toMatchObject({
      body: '2',
      tries: 2,
    });
    await failing({ url: `${url}/wobbly`, okStatuses: [204], retries: 0 }).toMatchObject({
      retryable: false,
    });
    answers['/down'] = (_request, response) => response.writeHead(500).end();
    await failing({ url: `${url}/down` }).toMatchObject({ retryable: true });
  });

  it('leaves a long Retry-After to the queue', async () => {
    answers['/busy'] = (_request, response) => response.writeHead(429, { 'retry-after': '30' }).end();
    await failing({ url: `${url}/busy` }, handler({ retries: 3 })).toMatchObject({
      retryable: true,
      retryAfterMs: 30_000,
    });
    expect(asked).toHaveLength(1);
  });

  it('gives up on a server that does not answer, or drips, when its time is over', async () => {
    answers['/hang'] = () => undefined;
    answers['/drip'] = (_request, response) => {
      response.writeHead(200).write('a');
    };
    for (const path of ['/hang', '/drip']) {
      await failing({ url: url + path, timeoutMs: 150 }).toMatchObject({
        code: 'TIMEOUT',
        message: 'no complete answer within 150 ms',
        retryable: true,
      });
    }
  });

  it('follows redirects, with credentials to the same origin alone', async () => {
    const other = createServer((request, response) => response.end(JSON.stringify(request.headers)));
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    answers['/from'] = (_request, response) => response.writeHead(302, { location: '/to' }).end();
    answers['/to'] = (request, response) =>
      response.end(`${request.method} ${request.headers.authorization}`);
    answers['/away'] = (_request, response) => response.writeHead(307, { location: elsewhere }).end();
    try {
      const headers = { Authorization: 'Bearer abc' };
      expect(await call({ method: 'POST', url: `${url}/from`, headers, body: 'x' })).toMatchObject({
        body: 'GET Bearer abc',
        url: `${url}/to`,
      });
      const policy = createAddressPolicy({ allow: ['loopback'] });
      const away = await call(
        { url: `${url}/away`, headers },
        httpCallHandler({ policy, timeoutMs: 5000, retries: 0 }),
      );
      expect(JSON.parse(away.body)).not.toHaveProperty('authorization');
    } finally {
      other.closeAllConnections();
      other.close();
    }
  });

  it.each([
    ['the metadata of clouds', () => 'http://169.254.169.254/latest/meta-data/'],
    ['a name that is a loopback address', () => `http://inner.example:${port + 1}/`],
    ['what is not http', () => 'file:///etc/passwd'],
  ])('refuses a redirect to %s', async (_what, target) => {
    answers['/trap'] = (_request, response) => response.writeHead(302, { location: target() }).end();
    await failing({ url: `${url}/trap` }, handler({ retries: 3 })).toMatchObject({ retryable: false });
    expect(asked).toHaveLength(1);
  });

  it('refuses addresses that are not allowed, and says which', async () => {
    await failing({ url: 'http://10.0.0.1/' }).toMatchObject({
      code: 'FORBIDDEN',
      message: '10.0.0.1 is a private address and not on the allow-list',
      retryable: false,
    });
  });

  it('keeps so much of a long answer, and what is no text as base64', async () => {
    answers['/long'] = (_request, response) => response.end('ä'.repeat(1000));
    answers['/bytes'] = (_request, response) => response.end(Buffer.from([0xff, 0xfe, 0]));
    expect(await call({ url: `${url}/long`, responseBytes: 5 })).toMatchObject({
      body: 'ää',
      truncated: true,
      bytes: 5,
    });
    expect(await call({ url: `${url}/bytes` })).toMatchObject({ body: '//4A', bodyEncoding: 'base64' });
  });

  it('streams an answer as it comes', async () => {
    let go = () => undefined as unknown;
    answers['/stream'] = (_request, response) => {
      response.write('one');
      go = () => response.end('two');
    };
    const { context, chunks } = recordingContext({ onChunk: async () => void go() });
    const result = await call({ url: `${url}/stream`, stream: true }, handler(), context);
    expect(chunks).toEqual([{ data: 'one' }, { data: 'two' }]);
    expect(result).toMatchObject({ body: '', bytes: 6 });
  });

  it('stops when its job is cancelled', async () => {
    const { context, abort } = recordingContext();
    answers['/hang'] = () => abort(new SignalboxError('JOB_CANCELLED'));
    await expect(call({ url: `${url}/hang` }, handler(), context)).rejects.toMatchObject({
      code: 'JOB_CANCELLED',
    });
  });

  it('leaves an origin alone that failed ten times in a row', async () => {
    answers['/down'] = (_request, response) => response.writeHead(500).end();
    const use = handler();
    for (let n = 0; n < 10; n += 1)
      await failing({ url: `${url}/down` }, use).toMatchObject({ retryable: true });
    await failing({ url: `${url}/fine` }, use).toMatchObject({
      message: `${url} failed 10 times in a row and is left alone for 10 s`,
      retryable: true,
      retryAfterMs: expect.any(Number),
    });
    expect(asked).toHaveLength(10);
  });

  it('uses its connections again', async () => {
    let connections = 0;
    server.on('connection', () => {
      connections += 1;
    });
    answers['/'] = (_request, response) => response.end('ok');
    const use = handler();
    for (let n = 0; n < 5; n += 1) await call({ url: `${url}/` }, use);
    // A pool may open a second one before it knows that the first is free again.
    expect(connections).toBeLessThanOrEqual(2);
  });

  it.each([
    [{ url: 'ftp://x/' }, 'payload.url: accepted: a URL of http: or https:'],
    [{ url: 'http://me:pw@x/' }, 'payload.url: no user name or password here'],
    [{ url: 'http://x/', headers: { 'a b': 'c' } }, 'payload.headers.a b: not a header name'],
    [{ url: 'http://x/', responseBytes: 1e6 }, 'payload.responseBytes: 786432 at most'],
    [{ url: 'http://x/', method: 'BREW' }, 'payload.method: '],
  ])('refuses %o', async (payload, message) => {
    await failing(payload).toMatchObject({
      code: 'INVALID_MESSAGE',
      message: expect.stringContaining(message),
      retryable: false,
    });
  });
});
