import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Rig } from '../testing/rig.fixture';

let rig: Rig;

beforeAll(async () => {
  rig = await Rig.start();
});
afterAll(() => rig.stop());

/** The HTTP status an upgrade is refused with. */
async function refusal(
  path: string,
  protocols: string[],
  headers: Record<string, string> = {},
): Promise<number> {
  const ws = new WebSocket(rig.address.url.replace('http', 'ws') + path, protocols, { headers });
  ws.on('error', () => undefined);
  const [, response] = await once(ws, 'unexpected-response');
  response.destroy();
  return response.statusCode;
}

describe('the upgrade', () => {
  it('takes the token from the header or the second subprotocol', async () => {
    const byHeader = await rig.open();
    expect(await byHeader.next()).toMatchObject({
      type: 'welcome',
      clientId: 'web',
      connectionId: expect.any(String),
      resumeToken: expect.any(String),
      heartbeatMs: 30_000,
      limits: { watchedJobs: 1000 },
    });
    const ws = new WebSocket(`${rig.address.url.replace('http', 'ws')}/ws/client`, [
      'signalbox.v1',
      'bearer.web-token',
    ]);
    await once(ws, 'open');
    expect(ws.protocol).toBe('signalbox.v1');
    expect(ws.extensions).toBe('');
    ws.terminate();
  });

  it.each<[string, number, string, string[], Record<string, string>]>([
    ['no token', 401, '/ws/client', ['signalbox.v1'], {}],
    ['a wrong token', 401, '/ws/client', ['signalbox.v1', 'bearer.nope'], {}],
    ['a worker token', 403, '/ws/client', ['signalbox.v1', 'bearer.gpu-token'], {}],
    ['an unknown address', 404, '/ws/nothing', ['signalbox.v1', 'bearer.web-token'], {}],
    [
      'a foreign Origin',
      403,
      '/ws/client',
      ['signalbox.v1', 'bearer.web-token'],
      { origin: 'https://evil.example' },
    ],
    ['a foreign Host', 403, '/ws/client', ['signalbox.v1', 'bearer.web-token'], { host: 'evil.example' }],
    ['another subprotocol', 400, '/ws/client', ['other', 'bearer.web-token'], {}],
    ["another client's name", 403, '/ws/client?clientId=other', ['signalbox.v1', 'bearer.web-token'], {}],
  ])('is refused before it happens: %s', async (_name, status, path, protocols, headers) => {
    expect(await refusal(path, protocols, headers)).toBe(status);
  });

  it('closes a socket over the cap with 1013', async () => {
    const gateway = rig.make({ limits: { connectionsPerClient: 1 } });
    const { url } = await gateway.start();
    const first = await rig.open('web-token', url);
    const second = await rig.open('web-token', url);
    expect(await second.closed).toMatchObject({ code: 1013 });
    expect((await (await rig.open('other-token', url)).next()).type).toBe('welcome');
    first.ws.close();
    await first.closed;
    expect((await (await rig.open('web-token', url)).next()).type).toBe('welcome');
    await gateway.stop({ timeoutMs: 0 });
  });
});
