import { z } from 'zod';
import { clientIdSchema } from './job';

/** The sockets of a gateway that can be dialled by name. */
export const socketRoles = ['client', 'worker', 'monitor'] as const;
export const socketRoleSchema = z.enum(socketRoles);
export type SocketRole = z.infer<typeof socketRoleSchema>;

/** What RFC 9110 allows as a header's name (token). */
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/;
const headerValueSchema = z
  .string()
  .max(8192)
  .regex(/^[^\r\n\0]*$/, 'a header has no line breaks');

/** Headers to send, by name. */
export const sentHeadersSchema = z.record(z.string(), headerValueSchema).superRefine((headers, context) => {
  for (const name of Object.keys(headers)) {
    if (headerName.test(name)) continue;
    context.addIssue({ code: 'custom', path: [name], message: 'not a header name' });
  }
});

/** How to reach a WebSocket server: a socket of the gateway by its `role`, or any server by its `url`. */
export const connectionSpecSchema = z
  .strictObject({
    role: socketRoleSchema.optional(),
    /** `ws:` or `wss:`. */
    url: z.string().max(4096).optional(),
    /** Subprotocols offered, first choice first. A `role` needs none. */
    protocols: z.array(z.string().min(1).max(256)).max(32).optional(),
    headers: sentHeadersSchema.optional(),
    /** The Origin header. */
    origin: z.string().max(2048).optional(),
    /** Sent as `Authorization: Bearer T`. A `role` without one gets the gateway's own. */
    token: z.string().max(8192).optional(),
    /** For whom an admin acts; for `role: client`. */
    clientId: clientIdSchema.optional(),
    /** Dials again, with a growing pause, when it was lost. */
    reconnect: z.boolean().optional(),
    /** Milliseconds between protocol pings; 0 = none, 5,000 when not said. */
    pingMs: z.number().int().min(0).max(3_600_000).optional(),
  })
  .refine(({ role, url }) => (role === undefined) !== (url === undefined), 'give either "role" or "url"');
export type ConnectionSpec = z.infer<typeof connectionSpecSchema>;

const headersSchema = z.record(z.string(), z.string());

/** What a WebSocket's opening looked like. Values of headers that are secret read `***`. */
export const handshakeSchema = z.object({
  url: z.string(),
  /** The address that was dialled, `127.0.0.1:8000`; null when only the browser knows it. */
  address: z.string().nullable(),
  /** The subprotocol the server chose; '' = none. */
  protocol: z.string(),
  extensions: z.string(),
  /** HTTP status; 101 when it was opened. */
  status: z.number().int().nullable(),
  /** Null when only the browser knows them. */
  requestHeaders: headersSchema.nullable(),
  responseHeaders: headersSchema.nullable(),
  /** Milliseconds from dialling to the answer, and those until the TCP (and TLS) connection was there. */
  tookMs: z.number(),
  connectMs: z.number().nullable(),
});
export type Handshake = z.infer<typeof handshakeSchema>;
