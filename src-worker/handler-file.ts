import { stat } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { jobTypeSchema } from '../src-core/protocol/job';
import type { Handler } from './handlers/handler';

/** A handlers file that cannot be used; the message says what is wrong with it and how to mend it. */
export class HandlerFileError extends Error {
  readonly file: string;

  constructor(file: string, fault: string, cause?: unknown) {
    super(`--handlers ${file}: ${fault}`, cause === undefined ? undefined : { cause });
    this.name = 'HandlerFileError';
    this.file = file;
  }
}

/**
 * Loads a user's handlers: an ES or CommonJS module that exports `handlers`, or has as its default
 * export, an object of functions by job type.
 * @param file its path; a relative one is taken from the working directory
 * @throws HandlerFileError
 */
export async function loadHandlerFile(file: string): Promise<Record<string, Handler>> {
  const path = isAbsolute(file) ? file : resolve(file);
  const found = await stat(path).catch(() => null);
  if (!found?.isFile())
    throw new HandlerFileError(file, found ? 'this is not a file' : 'there is no such file');
  const handlers = exportedHandlers(await importFile(file, path));
  if (!handlers) {
    throw new HandlerFileError(
      file,
      "it exports no handlers; accepted: `export const handlers = { 'my.type': async (job, ctx) => ... }`, or the object as its default export",
    );
  }
  for (const [type, handler] of Object.entries(handlers)) checkHandler(file, type, handler);
  return handlers as Record<string, Handler>;
}

async function importFile(file: string, path: string): Promise<Record<string, unknown>> {
  try {
    // The bundler must leave this import alone: the path is known only here.
    return await import(/* @vite-ignore */ pathToFileURL(path).href);
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new HandlerFileError(file, `it could not be loaded: ${reason}`, error);
  }
}

/** `handlers` first, then the default export, which for a CommonJS file is `module.exports`. */
function exportedHandlers(module: Record<string, unknown>): Record<string, unknown> | null {
  const standard = module.default;
  const nested = isObject(standard) ? (standard.handlers ?? standard.default) : undefined;
  for (const candidate of [module.handlers, nested, standard]) {
    if (isObject(candidate) && Object.keys(candidate).length > 0) return candidate;
  }
  return null;
}

function checkHandler(file: string, type: string, handler: unknown): void {
  const name = jobTypeSchema.safeParse(type);
  if (!name.success) {
    throw new HandlerFileError(file, `'${type}': ${name.error.issues[0]?.message ?? 'not a job type'}`);
  }
  if (typeof handler !== 'function') {
    throw new HandlerFileError(
      file,
      `'${type}' is not a function but ${handler === null ? 'null' : `a ${typeof handler}`}`,
    );
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
