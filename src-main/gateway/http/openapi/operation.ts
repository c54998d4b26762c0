import type { z } from 'zod';

/** One route as `GET /openapi.json` describes it. */
export interface ApiOperation {
  method: 'get' | 'post' | 'put' | 'delete';
  /** With `{name}` for each part that varies. */
  path: string;
  summary: string;
  access: 'open' | 'client' | 'admin';
  /** Of the answer when all went well; 200 when not said. */
  status?: number;
  body?: z.ZodType;
  /** Of the body and of an answer without a schema; JSON when not said. */
  bodyType?: string;
  query?: z.ZodObject;
  headers?: string[];
  answer?: z.ZodType;
  contentType?: string;
  /** The catalogue's shape when not said. */
  error?: z.ZodType;
}
