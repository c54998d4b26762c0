import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface ChatBody {
  model: string;
  messages: { content: string }[];
}

/** One chat request that a worker has made, answered word by word as the test says. */
export class ModelCall {
  /** Resolves when the caller has hung up, or has everything. */
  readonly closed: Promise<void>;

  constructor(
    private readonly response: ServerResponse,
    private readonly model: string,
  ) {
    this.closed = once(response, 'close').then(() => undefined);
  }

  /** Sends one delta of text. */
  say(content: string): void {
    this.#event({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
  }

  /** Ends the answer, with the usage. */
  finish(): void {
    this.#event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
    this.#event({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } });
    this.response.end('data: [DONE]\n\n');
  }

  /** Answers with an HTTP error instead. */
  refuse(status: number, message: string): void {
    this.response.writeHead(status, { 'content-type': 'application/json' });
    this.response.end(JSON.stringify({ error: { message, type: 'refused', param: null, code: null } }));
  }

  #event(fields: object): void {
    if (!this.response.headersSent) this.response.writeHead(200, { 'content-type': 'text/event-stream' });
    const head = { id: 'chatcmpl-model', object: 'chat.completion.chunk', created: 1, model: this.model };
    this.response.write(`data: ${JSON.stringify({ ...head, ...fields })}\n\n`);
  }
}

/** A local server that speaks OpenAI's streaming wire format, and has the model `gpt-test`. */
export interface ModelServer {
  baseUrl: string;
  /** The next call whose last message is `text`; each call is given out once. */
  next(text: string): Promise<ModelCall>;
  stop(): Promise<void>;
}

export async function startModelServer(): Promise<ModelServer> {
  const arrived = new Map<string, ModelCall[]>();
  let wake: (() => void)[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    if (request.url === '/v1/models') {
      response.end(JSON.stringify({ object: 'list', data: [{ id: 'gpt-test', object: 'model' }] }));
      return;
    }
    const { model, messages } = JSON.parse(Buffer.concat(parts).toString()) as ChatBody;
    const text = messages.at(-1)?.content ?? '';
    arrived.set(text, [...(arrived.get(text) ?? []), new ModelCall(response, model)]);
    for (const each of wake) each();
    wake = [];
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    next: async (text) => {
      for (;;) {
        const call = arrived.get(text)?.shift();
        if (call) return call;
        await new Promise<void>((resolve) => {
          wake.push(resolve);
        });
      }
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
