import { z } from 'zod';
import { connectionSpecSchema } from '../protocol/connection-spec';
import { connectionNameSchema, variableNameSchema } from './collection';

/** The form of recordings this code writes. */
export const recordingVersion = 1;

/**
 * A value that is another one each time. Where it stood in a frame, the recording has `{{NAME}}`.
 * `server`: the server chose it; a replay takes what the server says this time. `client`: the recorded side chose it;
 * a replay makes a new one of the same form. `secret`: a replay must be given it.
 */
const standInSchema = z.strictObject({
  chosenBy: z.enum(['server', 'client', 'secret']),
  /** How a new one is made: each `*` of it becomes a random hex digit. For `client`. */
  form: z.string().max(512).optional(),
});
export type StandIn = z.infer<typeof standInSchema>;

/** What can be otherwise about a frame. `closed` is about the end of a connection. */
export const differenceKinds = ['missing', 'extra', 'changed', 'closed'] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

/** A difference that is no fault. `frame`: the type of the frames it is about; any when not said. */
export const allowedDifferenceSchema = z.strictObject({
  frame: z.string().max(128).optional(),
  on: connectionNameSchema.optional(),
  /** `$.data.at`; `[*]` for every entry of a list. Not said: whole frames may come, be missing or be otherwise. */
  path: z.string().max(512).optional(),
  /** Every kind when not said. */
  kinds: z.array(z.enum(differenceKinds)).min(1).optional(),
  /** Why, for people. */
  because: z.string().max(500).optional(),
});
export type AllowedDifference = z.infer<typeof allowedDifferenceSchema>;

/** The first line of a recording. */
export const recordingHeadSchema = z.strictObject({
  signalbox: z.literal('recording'),
  version: z.literal(recordingVersion),
  name: z.string().min(1).max(200),
  /** ISO 8601. */
  recordedAt: z.string(),
  /** The subprotocol of Signalbox's own sockets at that time. */
  schema: z.string(),
  madeBy: z.string(),
  /** Without their secrets. */
  connections: z.record(connectionNameSchema, connectionSpecSchema),
  values: z.record(variableNameSchema, standInSchema),
  allow: z.array(allowedDifferenceSchema).max(1000),
});
export type RecordingHead = z.infer<typeof recordingHeadSchema>;

const place = {
  /** Milliseconds since the recording began. */
  at: z.number().min(0),
  connection: connectionNameSchema,
};

/** Every further line: what happened, in order, on one clock. Frames that are JSON stand under `frame`. */
export const recordedEntrySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('open'), ...place }),
  z.strictObject({
    kind: z.enum(['sent', 'received']),
    ...place,
    frame: z.unknown().optional(),
    text: z.string().optional(),
    base64: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal('close'),
    ...place,
    code: z.number().int(),
    reason: z.string(),
    by: z.enum(['server', 'client']).nullable(),
  }),
]);
export type RecordedEntry = z.infer<typeof recordedEntrySchema>;

export interface Recording extends RecordingHead {
  entries: RecordedEntry[];
}
