import { z } from 'zod';
import { connectionSpecSchema } from '../protocol/connection-spec';
import { spanSchema } from '../protocol/distribution';
import { parsePath } from './json-path/json-path';
import { variableNamePattern } from './templates/variable-name';

/** The longest a collection waits for one thing; ms. */
const maxWaitMs = 3_600_000;
const waitSchema = spanSchema.refine((ms) => ms <= maxWaitMs, 'an hour at most');

/** What variables are called: `jobId`, `first-job`. */
export const variableNameSchema = z
  .string()
  .regex(
    new RegExp(`^${variableNamePattern}$`),
    'a variable is called by a letter or _ and up to 63 of: letters, digits, _ -',
  );
export const variableValueSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type VariableValue = z.infer<typeof variableValueSchema>;

export const connectionNameSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9_][A-Za-z0-9_ .-]{0,63}$/,
    'a connection is called by 1 to 64 of: letters, digits, _ . - and spaces',
  );

/** `$.job.payload.items[0]['odd name']`. */
const pathSchema = z
  .string()
  .max(512)
  .superRefine((path, context) => {
    tell(context, () => parsePath(path));
  });

/** A regular expression of JavaScript, with the `u` flag. Variables in it are filled in as plain text. */
const regExpSchema = z
  .string()
  .max(1000)
  .superRefine((source, context) => {
    // What a variable stands for is no syntax: any letter does as well.
    tell(context, () => new RegExp(source.replace(/\{\{[^{}]*\}\}/g, 'x'), 'u'));
  });

function tell(context: z.RefinementCtx, read: () => unknown): void {
  try {
    read();
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
}

/** How a connection of a collection is dialled. Its texts may hold variables. */
const collectionConnectionSchema = connectionSpecSchema.safeExtend({
  clientId: z.string().min(1).max(256).optional(),
});

/** A file beside the collection's own; nothing above it, so that a collection from elsewhere reads nothing private. */
const besidePathSchema = z
  .string()
  .min(1)
  .max(512)
  .refine(
    (path) => !/^[/\\]|^[A-Za-z]:/.test(path) && !path.split(/[/\\]/).includes('..'),
    'a file lies beside the collection or in a folder there: no "..", no absolute path',
  );

/** What must hold at one place of a frame. Every condition that is given must. */
export const checkSchema = z.strictObject({
  path: pathSchema,
  /** The same JSON; variables in it are filled in. */
  equals: z.unknown().optional(),
  /** A regular expression found in it; what is not text is taken as JSON. */
  matches: regExpSchema.optional(),
  /** True: there is something there. False: nothing. */
  exists: z.boolean().optional(),
  above: z.number().optional(),
  below: z.number().optional(),
  /** The same in every frame of this run that the expectation fits. */
  stable: z.literal(true).optional(),
});
export type Check = z.infer<typeof checkSchema>;

/**
 * Which frames are meant. `frame`: JSON that has at least these fields, at any depth; a list fits one of the same
 * length. Texts may hold variables, and `{{$any}}`, `{{$number}}`, `{{$string}}`, `{{$time}}` for whatever is there.
 * `text`: a regular expression found in a frame's text.
 */
const frameMatchFields = {
  frame: z.record(z.string(), z.unknown()).optional(),
  text: regExpSchema.optional(),
  /** Its connection; that of the request when not said, any one for a whole collection. */
  on: connectionNameSchema.optional(),
};
export const frameMatchSchema = z
  .strictObject(frameMatchFields)
  .refine(
    ({ frame, text }) => (frame === undefined) !== (text === undefined),
    'give either "frame" or "text"',
  );
export type FrameMatch = z.infer<typeof frameMatchSchema>;

/** A frame like this comes within that time. */
const comesSchema = z
  .strictObject({
    name: z.string().max(200).optional(),
    ...frameMatchFields,
    /** 5 s when not said. */
    within: waitSchema.optional(),
    where: z.array(checkSchema).max(100).optional(),
    /** Variables filled from the frame: `{ jobId: $.jobId }`. */
    capture: z.record(variableNameSchema, pathSchema).optional(),
  })
  .refine(
    ({ frame, text }) => (frame === undefined) !== (text === undefined),
    'give one of "frame" and "text" (which comes), "none", "order"',
  );

/** No frame like this comes, from the request on, until `within` is over; when not said, until the run is over. */
const noneSchema = z.strictObject({
  name: z.string().max(200).optional(),
  none: frameMatchSchema,
  within: waitSchema.optional(),
});

/** Frames like these come in this order, others between them or not, from the request on. */
const orderSchema = z.strictObject({
  name: z.string().max(200).optional(),
  order: z.array(frameMatchSchema).min(2).max(100),
  within: waitSchema.optional(),
});

export const expectationSchema = z.union([comesSchema, noneSchema, orderSchema]);
export type Expectation = z.infer<typeof expectationSchema>;

/**
 * One frame that is sent, or several, and what is to come of it. One that sends nothing only waits for what it expects:
 * there frames count from the request before it on, or from the opening, as a server's greeting does.
 */
export const requestSchema = z
  .strictObject({
    name: z.string().min(1).max(200).optional(),
    /** The connection it is sent on. */
    on: connectionNameSchema,
    /** At most one of these four. `message` is sent as JSON. `file` is sent as it is: see collections/file-frame.ts. */
    message: z.unknown().optional(),
    text: z.string().optional(),
    base64: z.base64().optional(),
    file: besidePathSchema.optional(),
    /** Waits before it is sent. */
    after: waitSchema.optional(),
    /** Sent so many times, this far apart (0 = a burst). */
    repeat: z
      .strictObject({ times: z.number().int().min(1).max(100_000), every: waitSchema.default(0) })
      .optional(),
    expect: z.array(expectationSchema).max(200).optional(),
  })
  .refine((request) => sends(request) <= 1, 'give only one of "message", "text", "base64", "file"')
  .refine(
    (request) => sends(request) === 1 || (request.expect?.length ?? 0) > 0,
    'give what is sent, one of "message", "text", "base64", "file", or what is waited for: "expect"',
  );
export type Request = z.infer<typeof requestSchema>;

function sends({ message, text, base64, file }: Record<string, unknown>): number {
  return [message, text, base64, file].filter((one) => one !== undefined).length;
}

/** A conversation over one or several WebSockets that can be had again: a file `NAME.collection.yaml`. */
export const collectionSchema = z.strictObject({
  name: z.string().min(1).max(200),
  description: z.string().max(4000).optional(),
  variables: z.record(variableNameSchema, variableValueSchema).optional(),
  connections: z.record(connectionNameSchema, collectionConnectionSchema),
  requests: z.array(requestSchema).max(10_000),
  /** What must hold of the whole: judged from the first frame to the last. */
  expect: z.array(expectationSchema).max(200).optional(),
});
export type Collection = z.infer<typeof collectionSchema>;

/** Values for the variables of collections: a file `NAME.environment.yaml`. */
export const environmentSchema = z
  .strictObject({
    name: z.string().min(1).max(200),
    variables: z.record(variableNameSchema, variableValueSchema).optional(),
    /** Variables whose values are asked for and never written to a file. */
    secrets: z.array(variableNameSchema).max(100).optional(),
  })
  .superRefine(({ variables = {}, secrets = [] }, context) => {
    for (const name of secrets)
      if (Object.hasOwn(variables, name))
        context.addIssue({
          code: 'custom',
          path: ['variables', name],
          message: `"${name}" is one of "secrets": its value does not belong in a file`,
        });
  });
export type Environment = z.infer<typeof environmentSchema>;
