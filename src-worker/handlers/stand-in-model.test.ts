import { describe, expect, it } from 'vitest';
import { jobWith, recordingContext } from './job-context.fixture';
import { standInChat } from './stand-in-model';

interface Completion {
  model: string;
  choices: { index: number; finish_reason: string; message: { role: string; content: string } }[];
  usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
}

async function ask(payload: unknown, recording = recordingContext()) {
  const result = (await standInChat(0)(jobWith('llm.chat', payload), recording.context)) as Completion;
  return {
    result,
    chunks: recording.chunks as { delta: { content?: string }; finishReason?: string; index?: number }[],
  };
}

const question = {
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: [{ type: 'text', text: 'How are   you?' }] },
  ],
};

describe('the stand-in model', () => {
  it('says what it is and how to set a real one, quoting the conversation', async () => {
    const { result } = await ask(question);
    const text = result.choices[0]?.message.content;
    expect(text).toContain('stand-in model');
    expect(text).toContain('OPENAI_API_KEY');
    expect(text).toContain('OPENAI_BASE_URL');
    expect(text).toContain('"How are you?"');
    expect(text).toContain('"Be brief."');
    expect(result.model).toBe('signalbox-stand-in');
  });

  it('streams word by word what the result holds', async () => {
    const { result, chunks } = await ask(question);
    expect(chunks[0]).toEqual({ delta: { role: 'assistant', content: '' } });
    expect(chunks.at(-1)).toEqual({ delta: {}, finishReason: 'stop' });
    expect(chunks.map((chunk) => chunk.delta.content ?? '').join('')).toBe(
      result.choices[0]?.message.content,
    );
    expect(chunks.length).toBe(result.usage.completion_tokens + 2);
    expect(result.usage.prompt_tokens).toBe(5);
  });

  it('gives the same words to the same messages and others to others', async () => {
    const texts = await Promise.all(
      [question, question, { messages: [{ role: 'user', content: 'Else' }] }].map(
        async (payload) => (await ask(payload)).result.choices[0]?.message.content,
      ),
    );
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).not.toBe(texts[2]);
  });

  it('stops at max_tokens and answers n times', async () => {
    const { result, chunks } = await ask({ ...question, max_tokens: 3, n: 2 });
    expect(result.choices.map((choice) => choice.index)).toEqual([0, 1]);
    expect(result.choices[1]).toMatchObject({
      finish_reason: 'length',
      message: { content: 'This is the ' },
    });
    expect(chunks.filter((chunk) => chunk.index === 1)).toHaveLength(5);
    expect(result.usage.completion_tokens).toBe(6);
  });

  it('refuses an empty conversation for good', async () => {
    await expect(ask({ messages: [] })).rejects.toMatchObject({ code: 'INVALID_MESSAGE', retryable: false });
  });

  it('stops speaking when its signal aborts', async () => {
    const reason = new Error('cancelled');
    const recording = recordingContext({
      onChunk: async (count) => {
        if (count === 3) recording.abort(reason);
      },
    });
    await expect(ask(question, recording)).rejects.toBe(reason);
    expect(recording.chunks.length).toBe(3);
  });
});
