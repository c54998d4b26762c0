import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

/**
 * Resolves when `condition` holds: looked at now, and again each time Redis has run a command that `matters`. Redis itself
 * tells of its commands (MONITOR), those inside scripts too, as they were written. What `condition` asks this Redis must
 * not matter.
 */
export async function untilAfter(
  port: number,
  matters: (command: string[]) => boolean,
  condition: () => Promise<boolean>,
): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const lines = createInterface({ input: socket });
  const lost = once(socket, 'close').then(() => Promise.reject(new Error('Redis has ended')));
  lost.catch(() => undefined);
  let [told, wake] = [0, () => {}];
  const began = once(lines, 'line');
  lines.on('line', (line) => {
    if (!matters(commandOf(line))) return;
    told += 1;
    wake();
  });
  try {
    socket.write('MONITOR\r\n');
    await Promise.race([began, lost]);
    for (;;) {
      const before = told;
      if (await condition()) return;
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (told === before) await Promise.race([woken, lost]);
    }
  } finally {
    socket.destroy();
  }
}

/** A line is `+TIME [DATABASE CLIENT] "NAME" "ARGUMENT" ...`; the first one, `+OK`, names none. */
function commandOf(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = '']) => word);
}
