/** What a chunk adds to the text that is shown: a model's words as they are, anything else as a line of JSON. */
export function chunkText(data: unknown): string {
  if (typeof data === 'string') return data;
  const delta = (data as { delta?: unknown } | null)?.delta;
  if (typeof delta !== 'object' || delta === null) return `${JSON.stringify(data)}\n`;
  const { content, role: _role, ...rest } = delta as Record<string, unknown>;
  const words = typeof content === 'string' ? content : '';
  return Object.keys(rest).length === 0 ? words : `${words}${JSON.stringify(rest)}\n`;
}
