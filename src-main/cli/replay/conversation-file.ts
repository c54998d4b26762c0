import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { maxSavedBytes, savedEndings, savedKindOf } from '../../../src-core/protocol/saved-files';
import { UsageError } from '../failure';
import type { Run } from '../run';

/** A recording or a collection, as it was found. */
export interface ConversationFile {
  path: string;
  kind: 'recording' | 'collection';
  text: string;
}

const endings = [savedEndings.recording, savedEndings.collection];

/**
 * Reads the file of this path, else the one of this name among the saved ones, with its ending or without.
 * Throws UsageError.
 */
export async function readConversationFile(run: Run, name: string): Promise<ConversationFile> {
  const { collectionsDir } = run.config();
  const candidates = ['', ...endings].flatMap((ending) => [
    name + ending,
    join(collectionsDir, name + ending),
  ]);
  for (const path of candidates) {
    const kind = savedKindOf(path);
    if (kind !== 'recording' && kind !== 'collection') continue;
    const text = await textOf(path);
    if (text !== null) return { path, kind, text };
  }
  throw new UsageError(
    `Found no ${name}: give a file that ends in ${endings.join(' or ')}, or the name of one in ${collectionsDir}`,
  );
}

/** The text of a file; null when there is none. Throws UsageError when it cannot be read. */
export async function textOf(path: string): Promise<string | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new UsageError(`Cannot read ${path} (${code})`);
  }
  if (text.length <= maxSavedBytes) return text;
  throw new UsageError(`${path} is larger than ${maxSavedBytes / 1024 / 1024} MiB, the most that is read`);
}
