import { harmless } from './plain-text';

/** How a chunk reads as text: the words of `llm.chat`, the data of `http.call`, one line of JSON for anything else. */
export function chunkText(type: string, data: unknown): string {
  const field = (name: string) => (data as Record<string, unknown> | null)?.[name];
  if (type === 'llm.chat' && typeof data === 'object') {
    // Of several answers to one request only the first can be read as it comes.
    const content = field('index')
      ? undefined
      : (field('delta') as { content?: unknown } | undefined)?.content;
    return typeof content === 'string' ? content : '';
  }
  if (type === 'http.call' && typeof data === 'object' && typeof field('data') === 'string')
    return String(field('data'));
  return `${typeof data === 'string' ? data : JSON.stringify(data)}\n`;
}

/** As `chunkText`, without characters that would do something to the terminal it is for. */
export function chunkForTerminal(type: string, data: unknown): string {
  return harmless(chunkText(type, data));
}
