import { afterEach, describe, expect, it } from 'vitest';
import { jobWith, recordingContext } from './job-context.fixture';
import { llmChatHandler } from './llm-chat';
import { delta, event, modelServer, openStream, refuse, writeInPieces } from './model-server.fixture';

type Server = Awaited<ReturnType<typeof modelServer>>;
let server: Server | null = null;

afterEach(async () => {
  await server?.close();
  server = null;
});

const hello = { model: 'test-model', messages: [{ role: 'user', content: 'hi' }] };

async function serve(answer: Parameters<typeof modelServer>[0]): Promise<Server> {
  server = await modelServer(answer);
  return server;
}

function chat(baseUrl: string, payload: unknown = hello, recording = recordingContext(), timeoutMs = 5000) {
  const handler = llmChatHandler({ baseUrl, apiKey: 'sk-test', timeoutMs });
  return Promise.resolve(handler(jobWith('llm.chat', payload), recording.context));
}

describe('llm.chat against a server that speaks the wire format', () => {
  it('streams the deltas and answers the whole object with usage', async () => {
    const { baseUrl, received } = await serve(async (response) => {
      openStream(response);
      const text =
        event(delta({ role: 'assistant', content: '' })) +
        event(delta({ content: 'Grüße, ' })) +
        event(delta({ content: '世界' })) +
        event(delta({}, 'stop')) +
        event({
          ...delta({}),
          choices: [],
          usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
        }) +
        event('[DONE]');
      // Three bytes a packet splits events, JSON and multi-byte characters.
      await writeInPieces(response, text, 3);
      response.end();
    });
    const recording = recordingContext();
    const result = await chat(baseUrl, { ...hello, temperature: 0.5, made_up_field: 7 }, recording);

    expect(recording.chunks).toEqual([
      { delta: { role: 'assistant', content: '' } },
      { delta: { content: 'Grüße, ' } },
      { delta: { content: '世界' } },
      { delta: {}, finishReason: 'stop' },
    ]);
    expect(result).toEqual({
      id: 'chatcmpl-7',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: 'test-model',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Grüße, 世界', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
    });
    expect(received).toEqual([
      {
        path: '/v1/chat/completions',
        authorization: 'Bearer sk-test',
        body: {
          ...hello,
          temperature: 0.5,
          made_up_field: 7,
          stream: true,
          stream_options: { include_usage: true },
        },
      },
    ]);
  });

  it('merges the pieces of tool calls and of several choices', async () => {
    const { baseUrl } = await serve((response) => {
      openStream(response);
      const call = (index: number, rest: object) => delta({ tool_calls: [{ index, ...rest }] });
      response.write(
        event(call(0, { id: 'a', type: 'function', function: { name: 'look', arguments: '' } })),
      );
      response.write(event(call(0, { function: { arguments: '{"x":' } })));
      response.write(
        event(call(1, { id: 'b', type: 'function', function: { name: 'find', arguments: '{}' } })),
      );
      response.write(event(call(0, { function: { arguments: '1}' } })));
      response.write(event(delta({ content: 'other' }, 'stop', 1)));
      response.end(event(delta({}, 'tool_calls')) + event('[DONE]'));
    });
    const recording = recordingContext();
    const result = (await chat(baseUrl, { ...hello, n: 2 }, recording)) as { choices: unknown[] };

    expect(result.choices).toMatchObject([
      {
        index: 0,
        finish_reason: 'tool_calls',
        message: {
          content: null,
          tool_calls: [
            { id: 'a', type: 'function', function: { name: 'look', arguments: '{"x":1}' } },
            { id: 'b', type: 'function', function: { name: 'find', arguments: '{}' } },
          ],
        },
      },
      { index: 1, finish_reason: 'stop', message: { content: 'other' } },
    ]);
    expect(recording.chunks).toContainEqual({ delta: { content: 'other' }, finishReason: 'stop', index: 1 });
  });

  it.each([
    [400, 'INVALID_MESSAGE', false],
    [401, 'UPSTREAM_ERROR', false],
    [403, 'UPSTREAM_ERROR', false],
    [404, 'INVALID_MESSAGE', false],
    [422, 'INVALID_MESSAGE', false],
    [429, 'UPSTREAM_ERROR', true],
    [500, 'UPSTREAM_ERROR', true],
    [503, 'UPSTREAM_ERROR', true],
  ])('reports a %i as %s, retryable %s, after one request', async (status, code, retryable) => {
    const { baseUrl, received } = await serve((response) => refuse(response, status, 'because of this'));
    await expect(chat(baseUrl)).rejects.toMatchObject({
      code,
      retryable,
      message: expect.stringContaining('because of this'),
    });
    expect(received).toHaveLength(1);
  });

  it('reports a connection cut in the middle as retryable, after the chunks that came', async () => {
    const { baseUrl } = await serve(async (response) => {
      openStream(response);
      await writeInPieces(response, event(delta({ content: 'half' })), 1000);
      response.socket?.resetAndDestroy();
    });
    const recording = recordingContext();
    await expect(chat(baseUrl, hello, recording)).rejects.toMatchObject({
      code: 'UPSTREAM_ERROR',
      retryable: true,
    });
    expect(recording.chunks).toEqual([{ delta: { content: 'half' } }]);
  });

  it('does not take a stream that ended early for an answer', async () => {
    const { baseUrl } = await serve((response) => {
      openStream(response);
      response.end(event(delta({ content: 'half' })));
    });
    await expect(chat(baseUrl)).rejects.toMatchObject({
      code: 'UPSTREAM_ERROR',
      retryable: true,
      message: expect.stringContaining('before the answer was complete'),
    });
  });

  it.each([
    ['an error inside the stream', event({ error: { message: 'out of memory' } })],
    ['broken JSON inside the stream', event('{"choices": [')],
  ])('reports %s as retryable', async (_name, text) => {
    const { baseUrl } = await serve((response) => {
      openStream(response);
      response.end(event(delta({ content: 'a' })) + text);
    });
    await expect(chat(baseUrl)).rejects.toMatchObject({ code: 'UPSTREAM_ERROR', retryable: true });
  });

  it('reports a server that is not there', async () => {
    const { baseUrl, close } = await serve(() => {});
    await close();
    server = null;
    await expect(chat(baseUrl)).rejects.toMatchObject({
      code: 'UPSTREAM_ERROR',
      retryable: true,
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it.each([
    ['before it answers', () => {}],
    [
      'in the middle of its answer',
      (response: Parameters<typeof openStream>[0]) => {
        openStream(response);
        response.write(event(delta({ content: 'a' })));
      },
    ],
  ])('gives up on a server that hangs %s', async (_name, answer) => {
    const { baseUrl, firstClosed } = await serve(answer);
    await expect(chat(baseUrl, hello, recordingContext(), 150)).rejects.toMatchObject({
      code: 'UPSTREAM_ERROR',
      retryable: true,
    });
    await firstClosed();
  });

  it('stops at once with the reason when its signal aborts, and closes the connection', async () => {
    const { baseUrl, firstClosed } = await serve((response) => {
      openStream(response);
      response.write(event(delta({ content: 'a' })));
    });
    const reason = new Error('cancelled by its owner');
    const recording = recordingContext({ onChunk: async () => recording.abort(reason) });
    await expect(chat(baseUrl, hello, recording)).rejects.toBe(reason);
    await firstClosed();
  });

  it('passes on the failure of a chunk as it is', async () => {
    const { baseUrl, firstClosed } = await serve((response) => {
      openStream(response);
      response.end(event(delta({ content: 'a' })) + event(delta({}, 'stop')) + event('[DONE]'));
    });
    const lost = new Error('lease lost');
    const recording = recordingContext({ onChunk: () => Promise.reject(lost) });
    await expect(chat(baseUrl, hello, recording)).rejects.toBe(lost);
    await firstClosed();
  });

  it.each([
    ['no messages', { model: 'm', messages: [] }, 'at least one message'],
    ['no model', { messages: hello.messages }, 'payload.model'],
    [
      'an unknown role',
      { model: 'm', messages: [{ role: 'boss', content: 'x' }] },
      'payload.messages.0.role',
    ],
    ['no object', 'hi', 'payload'],
  ])('refuses a payload with %s for good', async (_name, payload, fault) => {
    await expect(async () => chat('http://127.0.0.1:9/v1', payload)).rejects.toMatchObject({
      code: 'INVALID_MESSAGE',
      retryable: false,
      message: expect.stringContaining(fault),
    });
  });
});
