import { z } from 'zod';

/** What is kept in the folder of collections, told by the ending of its name. */
export const savedKinds = ['collection', 'environment', 'recording'] as const;
export type SavedKind = (typeof savedKinds)[number];

export const savedEndings: Record<SavedKind, string> = {
  collection: '.collection.yaml',
  environment: '.environment.yaml',
  recording: '.recording.jsonl',
};

/** Bytes of the largest file. */
export const maxSavedBytes = 20 * 1024 * 1024;

const segment = /^[A-Za-z0-9_][A-Za-z0-9_. -]{0,99}$/;

/** `smoke/echo.collection.yaml`: relative, at most 8 folders deep, one of the endings above. */
export const savedPathSchema = z
  .string()
  .max(512)
  .refine((path) => {
    const parts = path.split('/');
    return parts.length <= 9 && parts.every((part) => segment.test(part) && !/[. ]$/.test(part));
  }, 'a path is folders and a name with / between, of letters, digits, _ . - and spaces')
  .refine((path) => savedKindOf(path) !== null, `a name ends in ${Object.values(savedEndings).join(', ')}`);

/** What a file is; null when it is none of ours. */
export function savedKindOf(path: string): SavedKind | null {
  return savedKinds.find((kind) => path.endsWith(savedEndings[kind])) ?? null;
}

export const savedFileSchema = z.object({
  path: savedPathSchema,
  kind: z.enum(savedKinds),
  bytes: z.number().int(),
  /** Epoch ms. */
  modifiedAt: z.number(),
});
export type SavedFile = z.infer<typeof savedFileSchema>;

/** `GET /collections`. */
export const savedFilesAnswerSchema = z.object({
  /** Where they are on the gateway's machine. */
  folder: z.string(),
  /** By path. */
  files: z.array(savedFileSchema),
  /** There are more than these. */
  truncated: z.boolean().optional(),
});
export type SavedFilesAnswer = z.infer<typeof savedFilesAnswerSchema>;

/** The query of `GET` and `DELETE /collections/file`. */
export const savedFileQuerySchema = z.strictObject({ path: savedPathSchema });

/** `GET /collections/file`. `version` changes with the text. */
export const savedTextSchema = savedFileSchema.extend({ version: z.string(), text: z.string() });
export type SavedText = z.infer<typeof savedTextSchema>;

/**
 * `PUT /collections/file`: writes it whole. With `version` only if that is what is there (null: if nothing is there);
 * else 409 INVALID_STATE: somebody else changed it meanwhile.
 */
export const saveFileBodySchema = z.strictObject({
  path: savedPathSchema,
  /** Over `maxSavedBytes` it is 413 PAYLOAD_TOO_LARGE. */
  text: z.string(),
  version: z.string().nullable().optional(),
});
/** The answer to it: the file as it is now. */
export const saveFileAnswerSchema = savedFileSchema.extend({ version: z.string() });
export type SaveFileAnswer = z.infer<typeof saveFileAnswerSchema>;

/** `DELETE /collections/file`. */
export const deleteFileAnswerSchema = z.object({ deleted: z.literal(true) });

/** `POST /collections/move`, answered by the file as it is now; 409 INVALID_STATE when `to` is taken. */
export const moveFileBodySchema = z.strictObject({ from: savedPathSchema, to: savedPathSchema });
