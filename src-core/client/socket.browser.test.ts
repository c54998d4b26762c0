import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { Rig } from '../../src-main/gateway/testing/rig.fixture';
import { openSocket } from './socket.browser';

let rig: Rig;

beforeAll(async () => {
  rig = await Rig.start();
  // Node 20 has no WebSocket of its own; ws has the browser's interface.
  vi.stubGlobal('WebSocket', WebSocket);
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await rig.stop();
});

const open = (token: string) =>
  new Promise<{ opened: boolean; text: string; code: number }>((resolve) => {
    const seen = { opened: false, text: '', code: 0 };
    const socket = openSocket(`${rig.address.url.replace('http', 'ws')}/ws/client`, token, {
      opened: () => {
        seen.opened = true;
      },
      received: (text) => {
        seen.text = text;
        socket.close(1000, 'done');
      },
      closed: (code) => resolve({ ...seen, code }),
    });
  });

describe("the browser's socket", () => {
  it('shows its token as a subprotocol', async () => {
    expect(await open('web-token')).toEqual({
      opened: true,
      text: expect.stringContaining('"clientId":"web"'),
      code: 1000,
    });
  });
});
