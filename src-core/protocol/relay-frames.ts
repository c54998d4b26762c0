import { z } from 'zod';
import { connectionSpecSchema, handshakeSchema } from './connection-spec';

/**
 * What the debug client sends on `/ws/relay`. A relay socket carries one connection: `open` comes first and once; the
 * relay socket ends with what it carries.
 */
export const relayFrameSchema = z.discriminatedUnion('type', [
  /** Dials. Answered by `opened` or `failed`. `reconnect` of the spec is the debug client's own business. */
  z.strictObject({ type: z.literal('open'), spec: connectionSpecSchema }),
  /** Sends one frame: `text`, or `base64` for a binary one. */
  z.strictObject({ type: z.literal('send'), text: z.string() }),
  z.strictObject({ type: z.literal('send_binary'), base64: z.base64() }),
  /** A protocol ping at once, besides those of `pingMs`. */
  z.strictObject({ type: z.literal('ping') }),
  z.strictObject({
    type: z.literal('close'),
    /** 1000 or 3000 to 4999, as in a browser. */
    code: z
      .number()
      .int()
      .refine((code) => code === 1000 || (code >= 3000 && code <= 4999), 'accepted: 1000, 3000 to 4999')
      .optional(),
    reason: z.string().max(123).optional(),
  }),
]);
export type RelayFrame = z.infer<typeof relayFrameSchema>;

/** Why a connection was not opened. */
export const relayFailures = [
  // Asked for what cannot be: the spec, or this gateway's settings.
  'INVALID_SPEC',
  'NO_TOKEN',
  'ADDRESS_REFUSED',
  'OVER_CAPACITY',
  // On the way.
  'HOST_UNKNOWN',
  'UNREACHABLE',
  'TLS_FAILED',
  'TIMEOUT',
  // The server answered, but not with a WebSocket.
  'UPGRADE_REFUSED',
  'HANDSHAKE_INVALID',
  // Closed by the debug client before it was open.
  'CANCELLED',
] as const;
export type RelayFailure = (typeof relayFailures)[number];

/** Characters of a refusing server's body that are told. */
export const maxRefusalBody = 4096;

/** What the debug client receives on `/ws/relay`, besides `error` (its last frame was refused) and `draining`. */
export const relayServerFrameSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('opened'), handshake: handshakeSchema }),
  /** It could not be dialled, or the server refused the upgrade; the relay socket closes. */
  z.object({
    type: z.literal('failed'),
    code: z.enum(relayFailures),
    message: z.string(),
    /** What the server answered instead of 101, if it did; the body's first `maxRefusalBody` characters. */
    handshake: handshakeSchema.optional(),
    body: z.string().optional(),
  }),
  z.object({ type: z.literal('received'), text: z.string() }),
  z.object({ type: z.literal('received_binary'), base64: z.string() }),
  /** A protocol pong: how long its ping took there and back, ms. */
  z.object({ type: z.literal('pong'), rttMs: z.number() }),
  /** The connection is over; the relay socket closes. 1005 = without a code, 1006 = without a close frame. */
  z.object({
    type: z.literal('closed'),
    code: z.number().int(),
    reason: z.string(),
    /** Which side began to close it; null when it broke. */
    by: z.enum(['server', 'client']).nullable(),
  }),
]);
export type RelayServerFrame = z.infer<typeof relayServerFrameSchema>;
