import { describe, expect, it } from 'vitest';
import { chunkText } from './chunk-text';
import { SseReader } from './sse-events';

function eventsOf(text: string) {
  const reader = new SseReader();
  return text.split('\n').flatMap((line) => reader.line(line) ?? []);
}

describe('an event stream', () => {
  it('is read event by event, without comments', () => {
    expect(
      eventsOf(': still here\n\nevent: job_chunk\nid: 1-1\ndata: {"a":"x:y"}\n\ndata: one\ndata: two\n\n'),
    ).toEqual([
      { name: 'job_chunk', data: '{"a":"x:y"}' },
      { name: 'message', data: 'one\ntwo' },
    ]);
  });

  it('keeps an event that is not over yet', () => {
    expect(eventsOf('event: job_chunk\ndata: {}')).toEqual([]);
  });
});

describe('the text of a chunk', () => {
  it.each([
    ['Hello', 'Hello'],
    [{ delta: { role: 'assistant', content: 'Hi' } }, 'Hi'],
    [{ delta: {}, finishReason: 'stop' }, ''],
    [{ delta: { tool_calls: [1] } }, '{"tool_calls":[1]}\n'],
    [{ data: 'x' }, '{"data":"x"}\n'],
    [null, 'null\n'],
  ])('%j', (data, text) => {
    expect(chunkText(data)).toBe(text);
  });
});
