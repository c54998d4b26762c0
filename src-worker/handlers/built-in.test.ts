import { describe, expect, it } from 'vitest';
import { builtInHandlers } from './built-in';
import { failHandler } from './fail';
import { HandlerError } from './handler';
import { jobWith, recordingContext } from './job-context.fixture';

const http = { timeoutMs: 90_000, retries: 0, allow: [] };
const handlers = builtInHandlers({ openai: {}, http, tryHandlers: true });

async function run(type: string, payload: unknown, recording = recordingContext()): Promise<unknown> {
  return handlers[type]?.(jobWith(type, payload), recording.context);
}

describe('the built-in handlers', () => {
  it('offers fail only on request', () => {
    expect(Object.keys(builtInHandlers({ openai: {}, http, tryHandlers: false }))).toEqual([
      'echo',
      'sleep',
      'http.call',
      'llm.chat',
    ]);
    expect(Object.keys(handlers)).toContain('fail');
  });

  it.each([[{ a: [1, null] }], [null], ['text'], [undefined]])(
    'echo answers %j with itself',
    async (payload) => {
      expect(await run('echo', payload)).toEqual(payload);
    },
  );

  it('asks a real model once a base URL or a key is set', async () => {
    for (const openai of [{ baseUrl: 'http://127.0.0.1:9/v1' }, { apiKey: 'sk-test' }]) {
      const chat = builtInHandlers({ openai, http, tryHandlers: false })['llm.chat'];
      const job = jobWith('llm.chat', { messages: [{ role: 'user', content: 'hi' }] });
      await expect(async () => chat?.(job, recordingContext().context)).rejects.toThrow(
        'the model must be named',
      );
    }
  });
});

describe('sleep', () => {
  it('answers how long it slept', async () => {
    expect(await run('sleep', { ms: 5 })).toEqual({ sleptMs: 5 });
  });

  it('wakes with the reason when its signal aborts, also before it began', async () => {
    const recording = recordingContext();
    const sleeping = run('sleep', { ms: 60_000 }, recording);
    recording.abort(new Error('stop'));
    await expect(sleeping).rejects.toThrow('stop');
    await expect(run('sleep', { ms: 60_000 }, recording)).rejects.toThrow('stop');
  });

  it.each([[{}], [{ ms: -1 }], [{ ms: '5' }], [{ ms: 1, more: 2 }], [{ ms: 8 * 86_400_000 }], [null]])(
    'refuses %j for good',
    async (payload) => {
      await expect(run('sleep', payload)).rejects.toMatchObject({
        code: 'INVALID_MESSAGE',
        retryable: false,
      });
    },
  );
});

describe('fail', () => {
  it('fails the first attempts, then answers', async () => {
    const payload = { message: 'no', times: 2 };
    await expect(run('fail', payload, recordingContext({ attempt: 1 }))).rejects.toThrow('no');
    await expect(run('fail', payload, recordingContext({ attempt: 2 }))).rejects.toThrow('no');
    expect(await run('fail', payload, recordingContext({ attempt: 3 }))).toEqual({ failed: 2 });
  });

  it('fails every attempt when times is absent, and for good when told', async () => {
    await expect(run('fail', { message: 'x' }, recordingContext({ attempt: 99 }))).rejects.toEqual(
      new HandlerError('JOB_FAILED', 'x'),
    );
    await expect(run('fail', { message: 'x', retryable: false })).rejects.toMatchObject({ retryable: false });
  });

  it('ends the process on crash and reports nothing', async () => {
    let ended = 0;
    const recording = recordingContext();
    const handler = failHandler(() => {
      ended += 1;
    });
    const crashing = handler(jobWith('fail', { message: 'x', crash: true, times: 1 }), recording.context);
    expect(ended).toBe(1);
    recording.abort(new Error('gone'));
    await expect(crashing).rejects.toThrow('gone');
  });
});
