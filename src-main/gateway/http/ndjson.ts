import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/**
 * Answers lines of JSON as they are made. Nothing further is made while the reader is behind, and `lines` is ended when the
 * reader is gone.
 */
export function sendLines(reply: FastifyReply, lines: AsyncGenerator<string, void, void>): FastifyReply {
  return reply
    .type('application/x-ndjson; charset=utf-8')
    .header('cache-control', 'no-cache, no-transform')
    .header('x-accel-buffering', 'no')
    .send(Readable.from(lines, { objectMode: false }));
}
