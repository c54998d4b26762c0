import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAddressPolicy } from '../../../src-core/outbound/address-policy';
import { Rig } from '../testing/rig.fixture';
import { dialThrough, OtherServer, say } from './relay.fixture';

let rig: Rig;

beforeAll(async () => {
  rig = await Rig.start({
    relay: createAddressPolicy({ allow: ['loopback'] }),
    limits: { bufferedBytes: 65_536, relayBufferedBytes: 262_144 },
  });
});
afterAll(() => rig.stop());

it('waits for a debug client that reads slowly, and loses nothing', async () => {
  const [count, size] = [300, 100_000];
  const server = await OtherServer.start();
  const connected = server.next();
  const { relay } = await dialThrough(rig, { url: server.url, pingMs: 0 });
  const far = await connected;
  relay.ws.pause();
  let written = 0;
  for (let n = 0; n < count; n += 1) {
    far.send(String(n).padEnd(size, '.'), () => {
      written += 1;
    });
  }
  // What the system holds for it is sent; all 30 MB are not.
  const before = far.bufferedAmount;
  while (far.bufferedAmount === before) await new Promise((resolve) => setImmediate(resolve));
  expect(written).toBeLessThan(count);
  relay.ws.resume();
  for (let n = 0; n < count; n += 1) {
    const frame = await relay.next();
    expect(frame.type === 'received' && frame.text.startsWith(`${n}.`)).toBe(true);
  }
  say(relay, { type: 'close' });
  expect(await relay.next()).toMatchObject({ type: 'closed', code: 1000 });
  await server.stop();
});

it('tells the debug client of a server that reads slowly', async () => {
  const server = await OtherServer.start();
  const connected = server.next();
  const { relay } = await dialThrough(rig, { url: server.url, pingMs: 0 });
  const far = await connected;
  far.pause();
  const text = 'x'.repeat(500_000);
  for (let n = 0; n < 60; n += 1) say(relay, { type: 'send', text });
  expect(await relay.next('error')).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 1000 });
  far.resume();
  // What was not refused arrives.
  expect(await relay.next('received')).toEqual({ type: 'received', text });
  relay.ws.terminate();
  await once(far, 'close');
  await server.stop();
});

it('ends with its gateway', async () => {
  const server = await OtherServer.start();
  const gateway = rig.make({ relay: createAddressPolicy({ allow: ['loopback'] }) });
  const { url } = await gateway.start();
  const connected = server.next();
  const { relay } = await dialThrough(rig, { url: server.url }, url);
  const own = await dialThrough(rig, { role: 'client' }, url);
  const far = await connected;
  const ended = once(far, 'close');
  expect(gateway.connections().sockets).toBe(3);
  await gateway.stop({ timeoutMs: 1000 });
  expect(gateway.connections().sockets).toBe(0);
  expect(await relay.next()).toMatchObject({ type: 'draining' });
  expect(await relay.closed).toMatchObject({ code: 1001 });
  expect(await own.relay.closed).toMatchObject({ code: 1001 });
  expect((await ended)[0]).toBe(1001);
  await server.stop();
});
