import { readFile } from 'node:fs/promises';
import { UsageError } from './failure';
import type { Io } from './io';

const accepted = 'accepted: JSON, @FILE with JSON in it, or - for JSON on standard input';

/** The value of `--payload`. Throws UsageError when it, or what it leads to, is not JSON. */
export async function readPayload(given: string, io: Io): Promise<unknown> {
  const [text, source] = await textOf(given, io);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new UsageError(`--payload: ${source} is not JSON (${(error as Error).message}); ${accepted}`);
  }
}

async function textOf(given: string, io: Io): Promise<[text: string, source: string]> {
  if (given === '-') return [await io.readInput(), 'standard input'];
  if (!given.startsWith('@')) return [given, 'the value'];
  const path = given.slice(1);
  try {
    return [await readFile(path, 'utf8'), `file "${path}"`];
  } catch (error) {
    throw new UsageError(
      `--payload: cannot read file "${path}" (${(error as NodeJS.ErrnoException).code}); ${accepted}`,
    );
  }
}
