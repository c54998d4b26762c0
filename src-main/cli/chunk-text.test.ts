import { expect, it } from 'vitest';
import { chunkForTerminal, chunkText } from './chunk-text';

it('shows the words of a chat, of its first answer only', () => {
  expect(chunkText('llm.chat', { delta: { content: 'Hi' } })).toBe('Hi');
  expect(chunkText('llm.chat', { delta: {}, finishReason: 'stop' })).toBe('');
  expect(chunkText('llm.chat', { delta: { content: 'other' }, index: 1 })).toBe('');
  expect(chunkText('llm.chat', null)).toBe('');
});

it('shows other chunks as lines, and streamed bodies as they are', () => {
  expect(chunkText('http.call', { data: 'part' })).toBe('part');
  expect(chunkText('mine', { a: 1 })).toBe('{"a":1}\n');
  expect(chunkText('mine', 'text')).toBe('text\n');
});

it('keeps control sequences from a terminal', () => {
  expect(chunkForTerminal('mine', 'a\u001b[2Jb\tc\u009bd')).toBe('a[2Jb\tcd\n');
});
