import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HandWorker, Rig } from '../testing/rig.fixture';

let rig: Rig;
let worker: HandWorker;
let openai: OpenAI;

beforeAll(async () => {
  rig = await Rig.start();
  openai = client();
});
afterAll(() => rig.stop());
beforeEach(() => {
  worker = new HandWorker(rig.queue());
});
afterEach(() => worker.close());

const client = (apiKey = 'web-token', baseURL = `${rig.address.url}/v1`) =>
  new OpenAI({ apiKey, baseURL, maxRetries: 0 });
const messages = [{ role: 'user' as const, content: 'hello' }];
const whole = (content: string) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-x',
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
});

describe('the official client', () => {
  it('gets a completion', async () => {
    const answer = openai.chat.completions.create({ model: 'gpt-x', messages, temperature: 0.5 });
    const job = await worker.take();
    expect(job).toMatchObject({ type: 'llm.chat', payload: { model: 'gpt-x', messages, temperature: 0.5 } });
    await worker.complete(job, whole('hi'));
    expect((await answer).choices[0]?.message.content).toBe('hi');
  });

  it('gets a stream', async () => {
    const opening = openai.chat.completions.create({
      model: 'gpt-x',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    const job = await worker.take();
    await worker.chunk(job, 1, { delta: { role: 'assistant', content: 'h' } });
    const stream = await opening;
    await worker.chunk(job, 2, { delta: { content: 'i' } });
    await worker.chunk(job, 3, { delta: {}, finishReason: 'stop' });
    await worker.complete(job, whole('hi'));
    let text = '';
    const finishes: unknown[] = [];
    let tokens: number | undefined;
    for await (const chunk of stream) {
      expect(chunk).toMatchObject({
        id: `chatcmpl-${job.id}`,
        object: 'chat.completion.chunk',
        model: 'gpt-x',
      });
      text += chunk.choices[0]?.delta.content ?? '';
      if (chunk.choices[0]?.finish_reason) finishes.push(chunk.choices[0].finish_reason);
      tokens ??= chunk.usage?.total_tokens;
    }
    expect([text, finishes, tokens]).toEqual(['hi', ['stop'], 3]);
  });

  it('gets the whole answer as one chunk from a handler that does not stream', async () => {
    const opening = openai.chat.completions.create({ model: 'gpt-x', messages, stream: true });
    await worker.complete(await worker.take(), whole('all at once'));
    let text = '';
    for await (const chunk of await opening) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toBe('all at once');
  });

  it('lists models', async () => {
    const names = [];
    for await (const model of openai.models.list()) names.push(model.id);
    expect(names).toEqual(['signalbox-stand-in']);
  });
});

describe('errors are those of OpenAI', () => {
  it('401', async () => {
    const wrong = client('wrong').chat.completions.create({ model: 'm', messages });
    await expect(wrong).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
    await expect(wrong).rejects.toMatchObject({ code: 'invalid_api_key' });
  });

  it('400', async () => {
    const bad = openai.chat.completions.create({ model: 'm', messages: [] });
    await expect(bad).rejects.toBeInstanceOf(OpenAI.BadRequestError);
    await expect(bad).rejects.toMatchObject({ param: 'messages', type: 'invalid_request_error' });
  });

  it('403 and 404', async () => {
    const narrow = client('narrow-token').chat.completions.create({ model: 'm', messages });
    await expect(narrow).rejects.toBeInstanceOf(OpenAI.PermissionDeniedError);
    await expect(openai.get('/nothing')).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  });

  it('429', async () => {
    const gateway = rig.make({ limits: { requestsPerSecond: 0.1, requestBurst: 1 } });
    const limited = client('web-token', `${(await gateway.start()).url}/v1`);
    await limited.models.list();
    await expect(limited.models.list()).rejects.toBeInstanceOf(OpenAI.RateLimitError);
    await gateway.stop({ timeoutMs: 0 });
  });

  it('503', async () => {
    await rig.queue().setLimits({ maxWaiting: 1 });
    const { id } = await rig.queue().add('filler', 1, { delayMs: 600_000 });
    const full = openai.chat.completions.create({ model: 'm', messages });
    await expect(full).rejects.toBeInstanceOf(OpenAI.InternalServerError);
    await expect(full).rejects.toMatchObject({ status: 503, code: 'QUEUE_FULL' });
    await rig.queue().setLimits({ maxWaiting: null });
    await rig.queue().cancel(id);
  });

  it('of a job that failed before its first word, also when it streams', async () => {
    for (const stream of [false, true]) {
      const failing = openai.chat.completions.create({ model: 'm', messages, stream });
      failing.catch(() => undefined);
      await worker.fail(await worker.take(), 'UPSTREAM_ERROR', 'the model is away');
      await expect(failing).rejects.toMatchObject({ status: 502, code: 'UPSTREAM_ERROR' });
      await expect(failing).rejects.toThrow('the model is away');
    }
  });

  it('of a job that failed after its first word', async () => {
    const opening = openai.chat.completions.create({ model: 'm', messages, stream: true });
    const job = await worker.take();
    await worker.chunk(job, 1, { delta: { content: 'h' } });
    const stream = await opening;
    await worker.fail(job, 'UPSTREAM_ERROR', 'the model went away');
    await expect(drain(stream)).rejects.toThrow('the model went away');
  });

  it('of an attempt that was lost after its first word: no word twice, and the job is stopped', async () => {
    const opening = openai.chat.completions.create({ model: 'm', messages, stream: true });
    const job = await worker.take();
    await worker.chunk(job, 1, { delta: { content: 'h' } });
    const stream = await opening;
    await worker.release(job);
    const again = await worker.take();
    const cancelled = new Promise((resolve) => {
      worker.claims.onCancel = resolve;
    });
    await worker.chunk(again, 1, { delta: { content: 'H' } });
    const words: unknown[] = [];
    const reading = (async () => {
      for await (const chunk of stream) words.push(chunk.choices[0]?.delta.content);
    })();
    await expect(reading).rejects.toBeInstanceOf(OpenAI.APIError);
    await expect(reading).rejects.toMatchObject({ code: 'ATTEMPT_LOST' });
    expect(words).toEqual(['h']);
    await worker.claims.waitForWork(true);
    expect(await cancelled).toBe(job.id);
  });

  it('but a handler that resumes goes on in the same stream', async () => {
    const opening = openai.chat.completions.create({ model: 'm', messages, stream: true });
    const job = await worker.take();
    await worker.chunk(job, 1, { delta: { content: 'half' } });
    const stream = await opening;
    await worker.release(job);
    const again = await worker.take();
    await worker.claims.resume(again.id, again.fence, again.attempt, again.emitted);
    await worker.chunk(again, 2, { delta: { content: ' and half' } });
    await worker.complete(again, whole('half and half'));
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toBe('half and half');
  });

  it('but an attempt lost before the first word is nothing to the client', async () => {
    const opening = openai.chat.completions.create({ model: 'm', messages, stream: true });
    await worker.release(await worker.take());
    const again = await worker.take();
    await worker.chunk(again, 1, { delta: { content: 'fine' } });
    await worker.complete(again, whole('fine'));
    let text = '';
    for await (const chunk of await opening) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toBe('fine');
  });
});

describe('a client that leaves', () => {
  it.each([true, false])('cancels its job (stream: %s)', async (stream) => {
    const abort = new AbortController();
    const opening = openai.chat.completions.create(
      { model: 'm', messages, stream },
      { signal: abort.signal },
    );
    opening.catch(() => undefined);
    const job = await worker.take();
    const cancelled = new Promise((resolve) => {
      worker.claims.onCancel = resolve;
    });
    const control = worker.claims.waitForWork(true);
    abort.abort();
    await control;
    expect(await cancelled).toBe(job.id);
    await expect(opening).rejects.toBeInstanceOf(OpenAI.APIUserAbortError);
    expect((await rig.queue().get(job.id))?.state).toBe('cancelled');
  });
});

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _chunk of stream);
}
