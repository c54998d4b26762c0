import { z } from 'zod';
import type { ConnectionSpec, SocketRole } from '../../../../../src-core/protocol/connection-spec';
import { socketRoles } from '../../../../../src-core/protocol/connection-spec';
import { useData } from '../../../../connection/use-data';
import { type JsonSchema, jsonSchemaSchema } from './json-schema';

/** What one socket of a gateway takes: the form of each message by its `type`. */
export type MessageSchemas = Readonly<Record<string, JsonSchema>>;

/** What is needed of `GET /asyncapi.json`. */
export const socketDocumentSchema = z.object({
  channels: z.record(
    z.string(),
    z.object({ messages: z.record(z.string(), z.object({ payload: jsonSchemaSchema })) }),
  ),
});
type SocketDocument = z.infer<typeof socketDocumentSchema>;

const toServer = 'to_server_';

/** The messages a socket takes, from the gateway's own description of it. */
export function messageSchemas(document: SocketDocument, role: SocketRole): MessageSchemas {
  const messages = Object.entries(document.channels[role]?.messages ?? {});
  return Object.fromEntries(
    messages.flatMap(([name, { payload }]) =>
      name.startsWith(toServer) ? [[name.slice(toServer.length), payload]] : [],
    ),
  );
}

/** The gateway's description of its sockets; undefined until it is there, and while it is not asked for. */
export function useSocketDocument(wanted: boolean): SocketDocument | undefined {
  return useData(wanted ? '/asyncapi.json' : null, socketDocumentSchema).data;
}

/** The socket of a gateway, ours or another, that a spec leads to; null for any other server. */
export function roleOf({ role, url }: ConnectionSpec): SocketRole | null {
  if (role) return role;
  const path = /^wss?:\/\/[^/?#]+(\/[^?#]*)/i.exec(url ?? '')?.[1];
  return socketRoles.find((one) => path === `/ws/${one}`) ?? null;
}
