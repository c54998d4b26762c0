import { z } from 'zod';
import { collectionSchema, environmentSchema } from '../collection';

/** The JSON schemas of collection and environment files, by which editors complete and check them. */
export function fileSchemas(): { collection: object; environment: object } {
  return {
    collection: { ...schemaOf(collectionSchema), title: 'Signalbox collection' },
    environment: { ...schemaOf(environmentSchema), title: 'Signalbox environment' },
  };
}

function schemaOf(schema: z.ZodType): object {
  return z.toJSONSchema(schema, { io: 'input', reused: 'ref' });
}
