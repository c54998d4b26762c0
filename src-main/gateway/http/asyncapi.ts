import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { clientFrameSchema, serverFrameSchema } from '../../../src-core/protocol/client-frames';
import { subprotocol } from '../../../src-core/protocol/limits';
import { monitorFrameSchema, monitorServerFrameSchema } from '../../../src-core/protocol/monitor-frames';
import { relayFrameSchema, relayServerFrameSchema } from '../../../src-core/protocol/relay-frames';
import { workerFrameSchema, workerServerFrameSchema } from '../../../src-core/protocol/worker-frames';
import type { GatewayContext } from '../context';

/** A union of frames, told apart by `type`; frames of one type may be a union of their own. */
interface FrameUnion {
  options: readonly (z.ZodObject | { options: readonly [z.ZodObject, ...z.ZodObject[]] })[];
}

/** What a socket may send besides its own frames. */
const shared = ['welcome', 'draining', 'error'];

const sockets: {
  name: string;
  address: string;
  summary: string;
  toServer: FrameUnion;
  toClient: FrameUnion;
  /** Of the frames that sockets share; all when not said. */
  shares?: readonly string[];
}[] = [
  {
    name: 'client',
    address: '/ws/client',
    summary: 'Submits jobs and gets what happens to them',
    toServer: clientFrameSchema,
    toClient: serverFrameSchema,
  },
  {
    name: 'worker',
    address: '/ws/worker',
    summary: 'Takes jobs and reports on them',
    toServer: workerFrameSchema,
    toClient: workerServerFrameSchema,
  },
  {
    name: 'monitor',
    address: '/ws/monitor',
    summary: 'Follows what happens in the queues',
    toServer: monitorFrameSchema,
    toClient: monitorServerFrameSchema,
  },
  {
    name: 'relay',
    address: '/ws/relay',
    summary: 'Carries one connection of the debug client to any WebSocket server',
    toServer: relayFrameSchema,
    toClient: relayServerFrameSchema,
    shares: ['draining', 'error'],
  },
];

/** `GET /asyncapi.json`: the frames of every socket, from the schemas that check them. */
export function asyncApiRoute(app: FastifyInstance, context: GatewayContext): void {
  const text = JSON.stringify(describeSockets(context.options.version));
  app.get('/asyncapi.json', { config: { access: 'open' } }, (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(text),
  );
}

/** The AsyncAPI 3.0 document. `receive` is what the gateway receives. */
export function describeSockets(version: string): Record<string, unknown> {
  const channels: Record<string, unknown> = {};
  const operations: Record<string, unknown> = {};
  const ofClients = Object.entries(messages(serverFrameSchema, 'output'));
  for (const { name, address, summary, toServer, toClient, shares = shared } of sockets) {
    const received = messages(toServer, 'input');
    const own = messages(toClient, 'output');
    // What every socket sends comes last, unless this one has a form of its own.
    const common = Object.fromEntries(ofClients.filter(([type]) => shares.includes(type)));
    const sent = { ...own, ...common, ...own };
    channels[name] = {
      address,
      summary,
      description: `Subprotocol ${subprotocol}; the token as Authorization: Bearer T or as the subprotocol bearer.T`,
      messages: { ...prefixed('to_server_', received), ...prefixed('to_client_', sent) },
    };
    operations[`${name}Receives`] = operation('receive', name, 'to_server_', Object.keys(received));
    operations[`${name}Sends`] = operation('send', name, 'to_client_', Object.keys(sent));
  }
  return { asyncapi: '3.0.0', info: { title: 'Signalbox gateway', version }, channels, operations };
}

function messages({ options }: FrameUnion, io: 'input' | 'output'): Record<string, unknown> {
  return Object.fromEntries(
    options.map((option) => {
      const frames = 'shape' in option ? ([option] as const) : option.options;
      const type = (frames[0].shape.type as z.ZodLiteral<string>).value;
      const [first, ...others] = frames.map((frame) => payloadOf(frame, io));
      const payload = others.length === 0 ? first : { oneOf: [first, ...others] };
      return [type, { name: type, contentType: 'application/json', payload }];
    }),
  );
}

function payloadOf(frame: z.ZodObject, io: 'input' | 'output'): unknown {
  const { $schema: _dialect, ...payload } = z.toJSONSchema(frame, { io, unrepresentable: 'any' });
  return payload;
}

function prefixed(prefix: string, all: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(all).map(([name, message]) => [prefix + name, message]));
}

function operation(action: 'receive' | 'send', channel: string, prefix: string, names: string[]): unknown {
  const references = names.map((name) => ({ $ref: `#/channels/${channel}/messages/${prefix}${name}` }));
  return { action, channel: { $ref: `#/channels/${channel}` }, messages: references };
}
