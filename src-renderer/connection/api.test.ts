import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { useConnection } from '../stores/connection';
import { api, query } from './api';
import { setGateway } from './gateway';

interface Answer {
  status?: number;
  body?: string;
}

let server: Server;
let url: string;
let asked: { request: IncomingMessage; body: string };
let answer: Answer = {};

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    asked = { request, body };
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
    response.end(answer.body ?? '{"ok":true}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  answer = {};
  useConnection.getState().gatewayChosen(url, null);
});
afterAll(() => server.close());

const ok = z.object({ ok: z.boolean() });

describe('api', () => {
  it('sends the token of the desktop, and no header against forms with it', async () => {
    setGateway({ url, token: 't0ken' });
    expect(await api.send('POST', '/jobs/cancel', { ids: ['1'] }, ok)).toEqual({ ok: true });
    expect(asked.request).toMatchObject({ method: 'POST', url: '/jobs/cancel' });
    expect(asked.request.headers).toMatchObject({
      authorization: 'Bearer t0ken',
      'content-type': 'application/json',
    });
    expect(asked.request.headers['x-signalbox-console']).toBeUndefined();
    expect(JSON.parse(asked.body)).toEqual({ ids: ['1'] });
  });

  it('relies on the cookie in a browser, with the header for what changes something', async () => {
    setGateway({ url, token: null });
    await api.send('DELETE', '/session', undefined, ok);
    expect(asked.request.headers.authorization).toBeUndefined();
    expect(asked.request.headers['x-signalbox-console']).toBe('1');
    expect(asked.body).toBe('');
    await api.get('/session', ok);
    expect(asked.request.headers['x-signalbox-console']).toBeUndefined();
  });

  it("hands on the gateway's own error", async () => {
    setGateway({ url, token: 't' });
    const issues = [{ path: 'rate', message: 'must be above 0' }];
    const error = { code: 'RATE_LIMITED', message: 'Too many requests', retryAfterMs: 500, issues };
    answer = { status: 429, body: JSON.stringify({ error }) };
    await expect(api.get('/dlq', ok)).rejects.toMatchObject({ ...error, status: 429 });
    expect(useConnection.getState().phase).not.toBe('signed-out');
  });

  it('shows the sign-in view on 401', async () => {
    setGateway({ url, token: null });
    answer = { status: 401, body: '{"error":{"code":"UNAUTHORIZED","message":"A valid token is required"}}' };
    await expect(api.get('/stats', ok)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    expect(useConnection.getState()).toMatchObject({ phase: 'signed-out' });
  });

  it('says what is wrong with an answer it does not know', async () => {
    setGateway({ url, token: 't' });
    answer = { body: '{"ok":"yes"}' };
    await expect(api.get('/dlq', ok)).rejects.toMatchObject({
      code: 'BAD_ANSWER',
      message: expect.stringContaining('ok: '),
    });
    answer = { status: 502, body: '<html>' };
    await expect(api.get('/dlq', ok)).rejects.toMatchObject({ code: 'BAD_ANSWER', status: 502 });
  });

  it('says that nobody answers', async () => {
    setGateway({ url: 'http://127.0.0.1:1', token: 't' });
    await expect(api.get('/dlq', ok)).rejects.toMatchObject({ code: 'UNREACHABLE', status: 0 });
  });

  it('reads answers line by line', async () => {
    setGateway({ url, token: 't' });
    answer = { body: '{"n":1}\n{"n":2}\n' };
    const lines: unknown[] = [];
    await api.lines('/jobs/search', (line) => lines.push(line));
    expect(lines).toEqual([{ n: 1 }, { n: 2 }]);
  });
});

describe('query', () => {
  it('leaves out what has no value', () => {
    expect(query('/jobs', { state: 'dead', queue: '', limit: 0, type: undefined })).toBe(
      '/jobs?state=dead&limit=0',
    );
    expect(query('/jobs', { queue: undefined })).toBe('/jobs');
    expect(query('/jobs', { search: 'a b&c' })).toBe('/jobs?search=a+b%26c');
  });
});
