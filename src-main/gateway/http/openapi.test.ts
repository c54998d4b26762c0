import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createContext } from '../context';
import { Rig } from '../testing/rig.fixture';
import { describeSockets } from './asyncapi';
import { describeApi } from './openapi';
import { createHttpServer } from './server';

let rig: Rig;
let app: FastifyInstance;

beforeAll(async () => {
  rig = await Rig.start();
  app = await createHttpServer(await createContext(rig.options()));
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await rig.stop();
});

/** Every route as `GET /jobs/{id}`, but the methods that go with GET. */
function routes(): string[] {
  const path: string[] = [];
  const found: string[] = [];
  for (const line of app.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, indent, part, methods] = /^([│ ]*)[├└]── (\S+) \((.*)\)$/.exec(line) ?? [];
    if (indent === undefined || part === undefined || methods === undefined) continue;
    path.length = indent.length / 4;
    path.push(part);
    const address = path.join('').replace(/:(\w+)/g, '{$1}');
    for (const method of methods.split(', ')) if (method !== 'HEAD') found.push(`${method} ${address}`);
  }
  return found.sort();
}

describe('the descriptions', () => {
  it('name every route, and no other', () => {
    const { paths } = describeApi('1.0.0') as { paths: Record<string, object> };
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const documents = ['GET /asyncapi.json', 'GET /openapi.json'];
    expect([...described, ...documents].sort()).toEqual(routes());
  });

  it('name the frames of every socket, also those of one type and several forms', () => {
    const { channels } = describeSockets('1.0.0') as {
      channels: Record<string, { messages: Record<string, { payload: Record<string, unknown> }> }>;
    };
    const sent = (channel: string) =>
      Object.keys(channels[channel]?.messages ?? {}).filter((name) => name.startsWith('to_client_'));
    expect(sent('monitor')).toEqual(
      ['stats', 'event', 'ok', 'pong', 'welcome', 'draining', 'error'].map((type) => `to_client_${type}`),
    );
    expect(sent('worker')).toEqual(expect.arrayContaining(['to_client_welcome', 'to_client_job_assigned']));
    const event = channels.monitor?.messages.to_client_event?.payload.oneOf;
    expect(event).toHaveLength(5);
    expect(JSON.stringify(event)).toContain('"const":"dlq"');
  });
});
