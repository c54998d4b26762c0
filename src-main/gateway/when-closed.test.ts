import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { whenClosed } from './when-closed';

/** Asks a server of the test's own; the answer has begun. */
async function begin(): Promise<{ reading: IncomingMessage; answer: ServerResponse }> {
  const server = createServer();
  onTestFinished(() => void server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const asking = get({ port: (server.address() as AddressInfo).port, agent: false });
  const [, answer] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
  answer.write('begun');
  const [reading] = (await once(asking, 'response')) as [IncomingMessage];
  reading.on('error', () => undefined);
  return { reading, answer };
}

it.each([
  ['its reader hangs up', ({ reading }: Awaited<ReturnType<typeof begin>>) => reading.destroy()],
  ['it was written', ({ answer }: Awaited<ReturnType<typeof begin>>) => answer.end()],
])('tells once that an answer is over when %s', async (_how, end) => {
  const begun = await begin();
  const { socket } = begun.answer.req;
  let told = 0;
  whenClosed(begun.answer, () => {
    told += 1;
  });
  const closed = once(socket, 'close');
  end(begun);
  begun.reading.resume();
  await closed;
  expect(told).toBe(1);
});
