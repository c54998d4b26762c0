import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { RelayServerFrame } from '../../../src-core/protocol/relay-frames';
import { Carrier, type DebugClient } from './carrier';
import { OtherServer } from './relay.fixture';

let server: OtherServer;
let far: WebSocket;
let near: WebSocket;

beforeEach(async () => {
  server = await OtherServer.start({}, () => undefined);
  const connected = server.next();
  near = new WebSocket(server.url);
  await once(near, 'open');
  near.pause();
  far = await connected;
});
afterEach(async () => {
  near.terminate();
  await server.stop();
});

const limits = { bufferedBytes: 1000, relayBufferedBytes: 100_000, closeGraceMs: 50 };

/** A debug client that reads when it is told to. */
class Reader implements DebugClient {
  buffered = 0;
  readonly frames: RelayServerFrame[] = [];
  readonly #written: (() => void)[] = [];
  #wake: () => void = () => undefined;

  tell(frame: RelayServerFrame, written?: () => void): void {
    this.frames.push(frame);
    this.buffered += JSON.stringify(frame).length;
    if (written) this.#written.push(written);
    this.#wake();
  }

  ended(): void {
    this.#wake();
  }

  /** Reads all there is. */
  read(): void {
    this.buffered = 0;
    for (const written of this.#written.splice(0)) written();
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

it('reads no more of a server than the debug client does', async () => {
  const reader = new Reader();
  new Carrier(near, reader, limits, 0);
  const text = 'x'.repeat(600);
  for (let n = 0; n < 2000; n += 1) far.send(text);
  await reader.until(() => near.isPaused);
  // What one read of the socket brought is there, and no more comes.
  const first = reader.frames.length;
  far.ping();
  await new Promise((resolve) => setImmediate(resolve));
  expect(first).toBeLessThan(2000);
  expect(reader.frames).toHaveLength(first);
  while (reader.frames.length < 2000) {
    reader.read();
    await reader.until(() => near.isPaused || reader.frames.length === 2000);
  }
  expect(reader.frames.every((frame) => frame.type === 'received' && frame.text === text)).toBe(true);
});

it('refuses frames for a server that does not read, and can still end', async () => {
  const reader = new Reader();
  const carrier = new Carrier(near, reader, limits, 0);
  far.pause();
  const bytes = Buffer.alloc(1_000_000);
  const flood = () => {
    for (let n = 0; n < 100; n += 1) carrier.send(bytes);
  };
  expect(flood).toThrow(/The server reads too slowly: \d+ bytes wait/);
  carrier.close(3000, 'too slow');
  await reader.until(() => reader.frames.length > 0);
  expect(reader.frames).toEqual([{ type: 'closed', code: 1006, reason: '', by: 'client' }]);
  expect(() => carrier.send('more')).toThrow('The connection is closing');
});

it('forgets pings that are never answered', async () => {
  const deaf = await OtherServer.start({ autoPong: false }, () => undefined);
  const ws = new WebSocket(deaf.url);
  await once(ws, 'open');
  const reader = new Reader();
  const carrier = new Carrier(ws, reader, limits, 0);
  for (let n = 0; n < 100; n += 1) carrier.ping();
  carrier.close();
  await reader.until(() => reader.frames.length > 0);
  expect(reader.frames.map(({ type }) => type)).toEqual(['closed']);
  await deaf.stop();
});
