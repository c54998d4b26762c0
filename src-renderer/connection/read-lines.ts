/** Calls back with each line of a body as it comes; empty lines are left out. */
export async function readLines(
  body: ReadableStream<Uint8Array>,
  onLine: (line: string) => void,
): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += decoder.decode(value, { stream: !done });
      const lines = rest.split('\n');
      rest = done ? '' : (lines.pop() ?? '');
      for (const line of lines) if (line.trim() !== '') onLine(line);
      if (done) return;
    }
  } finally {
    // After an error in onLine nobody reads on: let the gateway stop.
    reader.cancel().catch(() => undefined);
  }
}
