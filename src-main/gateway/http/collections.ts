import type { FastifyInstance } from 'fastify';
import { SignalboxError } from '../../../src-core/protocol/errors';
import {
  maxSavedBytes,
  moveFileBodySchema,
  saveFileBodySchema,
  savedFileQuerySchema,
} from '../../../src-core/protocol/saved-files';
import type { GatewayContext } from '../context';
import type { SavedFiles } from '../options';
import { check } from './body';

/** A text as JSON: a recording is full of quotes, each of which takes two. */
const bodyLimit = 2 * maxSavedBytes + 65_536;

/** Saved collections, environments and recordings of the debug client. For admins only. */
export function collectionRoutes(app: FastifyInstance, { options, log }: GatewayContext): void {
  app.get('/collections', () => savedOf(options.savedFiles).list());

  app.get('/collections/file', (request) => {
    const { path } = check(savedFileQuerySchema, request.query, 'The query');
    return savedOf(options.savedFiles).read(path);
  });

  app.put('/collections/file', { bodyLimit }, async (request) => {
    const { path, text, version } = check(saveFileBodySchema, request.body, 'The body');
    const saved = await savedOf(options.savedFiles).save(path, text, version);
    log.info({ path, bytes: saved.bytes }, 'a file of the debug client is saved');
    return saved;
  });

  app.delete('/collections/file', async (request) => {
    const { path } = check(savedFileQuerySchema, request.query, 'The query');
    await savedOf(options.savedFiles).remove(path);
    log.info({ path }, 'a file of the debug client is deleted');
    return { deleted: true };
  });

  app.post('/collections/move', (request) => {
    const { from, to } = check(moveFileBodySchema, request.body, 'The body');
    return savedOf(options.savedFiles).move(from, to);
  });
}

function savedOf(files: SavedFiles | undefined): SavedFiles {
  if (files) return files;
  throw new SignalboxError('NOT_FOUND', 'This gateway keeps no collections');
}
