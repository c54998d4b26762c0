/** A chat through a real system: the official client, a slow model, and what every client sees when a worker dies. */
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { connect } from '../src-core/client/client';
import { within } from './support/deadline';
import { RawSocket } from './support/raw-socket';
import { testSystem } from './support/system.fixture';

const maxWaiting = 20;
const rig = testSystem({
  mode: 'serve',
  args: ['--workers', '2'],
  env: {
    QUEUE_MAX_WAITING: String(maxWaiting),
    SIGNALBOX_CLIENT_TOKENS: 'web:web-token,flood:flood-token',
  },
});

const client = (apiKey = 'web-token') =>
  new OpenAI({ apiKey, baseURL: `${rig.system.url}/v1`, maxRetries: 0, timeout: 60_000 });

function request(text: string) {
  return { model: 'gpt-test', messages: [{ role: 'user' as const, content: text }] };
}

const wordOf = (chunk: OpenAI.ChatCompletionChunk) => chunk.choices[0]?.delta.content ?? '';
/** What `run` throws; fails when it does not. */
const thrownBy = (run: Promise<unknown>): Promise<unknown> =>
  run.then(
    (value) => Promise.reject(new Error(`It did not fail but answered ${JSON.stringify(value)}`)),
    (error: unknown) => error,
  );

describe('the official client', () => {
  it('gets each word when the model says it', async () => {
    const opening = client().chat.completions.create({
      ...request('say hello'),
      stream: true,
      stream_options: { include_usage: true },
    });
    const call = await rig.model.next('say hello');
    call.say('Hel');
    const words = (await opening)[Symbol.asyncIterator]();
    expect(wordOf((await words.next()).value)).toBe('Hel');
    // The next word is not said before the first has come: nothing on the way waits for more.
    call.say('lo');
    expect(wordOf((await words.next()).value)).toBe('lo');
    call.finish();
    const rest: OpenAI.ChatCompletionChunk[] = [];
    for (let next = await words.next(); !next.done; next = await words.next()) rest.push(next.value);
    expect(rest.flatMap(({ choices }) => choices.map((choice) => choice.finish_reason))).toEqual(['stop']);
    expect(rest.at(-1)?.usage).toMatchObject({ total_tokens: 3 });
  });

  it('gets a whole completion when it does not stream', async () => {
    const asked = client().chat.completions.create(request('all at once'));
    const call = await rig.model.next('all at once');
    call.say('Hello');
    call.say(' you');
    call.finish();
    expect(await asked).toMatchObject({
      object: 'chat.completion',
      model: 'gpt-test',
      choices: [{ message: { role: 'assistant', content: 'Hello you' }, finish_reason: 'stop' }],
      usage: { total_tokens: 3 },
    });
  });

  it('stops the model when it hangs up', async () => {
    const opening = client().chat.completions.create({ ...request('hang up'), stream: true });
    const call = await rig.model.next('hang up');
    call.say('Well,');
    const stream = await opening;
    for await (const _ of stream) break;
    await call.closed;
  });

  it('throws AuthenticationError for a token nobody has', async () => {
    const error = await thrownBy(client('wrong').chat.completions.create(request('x')));
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(error).toMatchObject({ status: 401, code: 'invalid_api_key' });
  });

  it('throws BadRequestError for a request that is wrong, here or to the model', async () => {
    const empty = await thrownBy(client().chat.completions.create({ model: 'gpt-test', messages: [] }));
    expect(empty).toBeInstanceOf(OpenAI.BadRequestError);
    expect(empty).toMatchObject({ status: 400, param: 'messages' });

    const asked = thrownBy(client().chat.completions.create({ ...request('too long'), stream: true }));
    (await rig.model.next('too long')).refuse(400, 'too many tokens');
    const refused = await asked;
    expect(refused).toBeInstanceOf(OpenAI.BadRequestError);
    expect((refused as Error).message).toContain('too many tokens');
  });

  it('throws RateLimitError when its token has asked too often', async () => {
    const flood = await startFlood('flood-token');
    await flood.limited;
    const list = () => client('flood-token').models.list();
    let refused: PromiseRejectedResult | undefined;
    while (!refused) {
      // A single one may find the token that has just come back.
      const answers = await Promise.allSettled(Array.from({ length: 20 }, list));
      refused = answers.find((answer) => answer.status === 'rejected');
    }
    const error: unknown = refused.reason;
    flood.stop();
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
    expect(error).toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
    const { headers } = error as InstanceType<typeof OpenAI.RateLimitError>;
    expect(Number(headers.get('retry-after-ms'))).toBeGreaterThan(0);
    // It is that token's limit alone.
    await client().models.list();
  }, 30_000);

  it('throws InternalServerError with 503 when the queue is full', async () => {
    await rig.system.admin('/queues/default/pause', {});
    try {
      for (let n = 0; n < maxWaiting; n++) await rig.system.admin('/jobs', { type: 'echo', payload: n });
      const error = await thrownBy(client().chat.completions.create({ ...request('full'), stream: true }));
      expect(error).toBeInstanceOf(OpenAI.InternalServerError);
      expect(error).toMatchObject({ status: 503, code: 'QUEUE_FULL' });
      expect((error as Error).message).toContain('Service is currently at capacity, please try again later');
    } finally {
      await rig.system.admin('/queues/default/resume', {});
    }
  });
});

/** Asks as fast as the gateway answers, over one pipelined connection; `limited` resolves with the first 429. */
async function startFlood(token: string): Promise<{ limited: Promise<void>; stop(): void }> {
  const { hostname, port } = new URL(rig.system.url);
  const head = `GET /v1/models HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer ${token}\r\n\r\n`;
  const size = 200;
  const socket = connectTcp(Number(port), hostname);
  await once(socket, 'connect');
  let [unanswered, tell] = [0, () => {}];
  const limited = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const ask = () => {
    unanswered += size;
    socket.write(head.repeat(size));
  };
  socket.on('error', () => undefined);
  socket.on('data', (data) => {
    const answers = data.toString('latin1').split('HTTP/1.1 ').slice(1);
    if (answers.some((answer) => answer.startsWith('429'))) tell();
    unanswered -= answers.length;
    if (unanswered <= size / 2) ask();
  });
  ask();
  return { limited, stop: () => socket.destroy() };
}

describe('a worker process that is killed in mid-stream', () => {
  it('ends a stream of the official client with its own error, and starts over for sockets', async () => {
    const raw = await RawSocket.open(rig.system.url, 'web-token');
    const patient = connect({ url: rig.system.url, token: 'web-token' });
    const strict = connect({ url: rig.system.url, token: 'web-token' });
    try {
      const sse = readSse('over SSE');
      raw.send({
        type: 'submit_job',
        ref: 'raw',
        job: { type: 'llm.chat', id: 'raw', payload: request('raw') },
      });
      const handle = await patient.submit('llm.chat', request('client'), {
        id: 'client',
        onReset: 'restart',
      });
      const own = collect();
      const resets: number[] = [];
      handle.on('reset', ({ attempt }) => {
        resets.push(attempt);
        own.words.length = 0;
      });
      const read = (async () => {
        for await (const data of handle.chunks) own.add(contentOf(data));
      })();
      const strictHandle = await strict.watch(handle.id);
      const strictOwn = collect();
      const strictRead = thrownBy(
        (async () => {
          for await (const data of strictHandle.chunks) strictOwn.add(contentOf(data));
        })(),
      );
      const first = await Promise.all(['over SSE', 'raw', 'client'].map((text) => rig.model.next(text)));
      for (const call of first) {
        call.say('one ');
        call.say('two ');
      }
      const rawHasBoth = raw.find((frame) => frame.type === 'job_chunk' && frame.seq === 2);
      const all = [sse.both, own.both, strictOwn.both, rawHasBoth];
      await within(10_000, 'every reader has both words', Promise.all(all));

      await killWorkers();
      await Promise.all(first.map((call) => call.closed));

      // The leases end, the jobs are claimed again, and the model is asked anew.
      const second = await Promise.all(['raw', 'client'].map((text) => rig.model.next(text)));
      for (const call of second) {
        for (const word of ['three ', 'four ', 'five']) call.say(word);
        call.finish();
      }
      const again = await rig.model.next('over SSE');
      again.say('three ');

      const error = await sse.error;
      expect(error).toBeInstanceOf(OpenAI.APIError);
      expect(error).toMatchObject({ code: 'ATTEMPT_LOST' });
      expect(sse.words).toEqual(['one ', 'two ']);
      // Nobody can use what it would still say.
      await again.closed;

      expect(await handle.result()).toMatchObject({ choices: [{ message: { content: 'three four five' } }] });
      await read;
      expect(own.words.join('')).toBe('three four five');
      expect(resets).toEqual([2]);

      expect(await strictRead).toMatchObject({ code: 'ATTEMPT_LOST' });
      expect(strictOwn.words).toHaveLength(2);
      expect(await strictHandle.result()).toEqual(await handle.result());

      await raw.find((frame) => frame.type === 'job_result');
      expect(storyOf(raw)).toEqual([
        '1.1 one ',
        '1.2 two ',
        'reset 2',
        '2.1 three ',
        '2.2 four ',
        '2.3 five',
        '2.4 ',
        'result three four five',
      ]);
    } finally {
      await raw.close();
      patient.close();
      strict.close();
    }
  }, 90_000);

  /** Keeps what is said; `both` resolves with the second word. */
  function collect() {
    const words: string[] = [];
    let tell: () => void = () => {};
    const both = new Promise<void>((resolve) => {
      tell = resolve;
    });
    const add = (word: string) => {
      words.push(word);
      if (words.length === 2) tell();
    };
    return { words, both, add };
  }

  function readSse(text: string) {
    const { words, both, add } = collect();
    const read = async () => {
      const stream = await client().chat.completions.create({ ...request(text), stream: true });
      for await (const chunk of stream) add(wordOf(chunk));
    };
    return { words, both, error: thrownBy(read()) };
  }

  /** SIGKILLs every process that runs one of the chats. */
  async function killWorkers(): Promise<void> {
    const { jobs } = (await rig.system.admin('/jobs?state=active')) as { jobs: { worker: string }[] };
    const { workers } = (await rig.system.admin('/workers')) as { workers: { id: string; pid: number }[] };
    const pids = new Set(jobs.map(({ worker }) => workers.find(({ id }) => id === worker)?.pid));
    expect(jobs).toHaveLength(3);
    expect(pids).not.toContain(undefined);
    expect(pids).not.toContain(rig.system.pid);
    for (const pid of pids) process.kill(pid as number, 'SIGKILL');
  }

  /** The text of a chunk. */
  function contentOf(data: unknown): string {
    return (data as { delta: { content?: string } }).delta.content ?? '';
  }

  /** What a raw socket was told, in order. */
  function storyOf({ frames }: RawSocket): string[] {
    return frames.flatMap((frame) => {
      if (frame.type === 'stream_reset') return [`reset ${frame.attempt}`];
      if (frame.type === 'job_chunk') {
        return [`${frame.attempt}.${frame.seq} ${contentOf(frame.data)}`];
      }
      if (frame.type !== 'job_result') return [];
      const { choices } = frame.result as OpenAI.ChatCompletion;
      return [`result ${choices[0]?.message.content}`];
    });
  }
});
