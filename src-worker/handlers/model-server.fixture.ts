import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface ReceivedRequest {
  path: string;
  authorization: string | undefined;
  body: Record<string, unknown>;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void | Promise<void>;

/** A local HTTP server that answers each chat request the way the test says. */
export async function modelServer(answer: Answer) {
  const received: ReceivedRequest[] = [];
  const closed: Promise<void>[] = [];
  const server = createServer(async (request, response) => {
    closed.push(once(response, 'close').then(() => undefined));
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    received.push({
      path: request.url ?? '',
      authorization: request.headers.authorization,
      body: JSON.parse(Buffer.concat(parts).toString()),
    });
    await answer(response, request);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    received,
    /** Resolves when the connection of the first request is gone. */
    firstClosed: () => closed[0] ?? Promise.reject(new Error('no request came')),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** One server-sent event as OpenAI writes it. */
export function event(chunk: unknown): string {
  return `data: ${typeof chunk === 'string' ? chunk : JSON.stringify(chunk)}\n\n`;
}

/** A chat completion chunk with one choice. */
export function delta(content: object, finishReason: string | null = null, index = 0) {
  return {
    id: 'chatcmpl-7',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: 'test-model',
    choices: [{ index, delta: content, finish_reason: finishReason }],
  };
}

export function openStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
}

/** Writes the text in pieces of `size` bytes, each in a packet of its own. */
export async function writeInPieces(response: ServerResponse, text: string, size: number): Promise<void> {
  const bytes = Buffer.from(text);
  response.socket?.setNoDelay(true);
  for (let at = 0; at < bytes.length; at += size) {
    await new Promise((resolve) => response.write(bytes.subarray(at, at + size), resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** OpenAI's form of an error answer. */
export function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { message, type: 'some_error', param: null, code: null } }));
}
