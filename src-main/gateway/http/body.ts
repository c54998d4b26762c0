import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { invalid } from '../failure';

/** Bodies are JSON or nothing; an empty one counts as none. */
export function acceptJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'ignore');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else parse(request, body as string, done);
  });
}

/** Checks an input once, at the edge. Throws INVALID_MESSAGE with what is wrong; `what` names it: 'The body'. */
export function check<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (!result.success) throw invalid(result.error, what);
  return result.data;
}
