import { create } from 'zustand';
import { requestName } from '../../../../../src-core/conversation/collections/names';
import { readCollection } from '../../../../../src-core/conversation/collections/read-collection';
import { asApiError } from '../../../../connection/api-error';
import { onFileChanged, readFile, useFiles } from './file-store';

/** What the tree knows of a collection. */
export interface Contents {
  requests: readonly { name: string; on: string }[];
  /** Why its requests are not known; null when they are. */
  problem: string | null;
}

/** Requests of the collections that were unfolded, by path. */
export const useContents = create<Readonly<Record<string, Contents>>>()(() => ({}));

const asked = new Set<string>();

/** Reads a collection's requests, once. Never throws. */
export function learnContents(path: string): void {
  if (asked.has(path)) return;
  asked.add(path);
  void read(path);
}

onFileChanged((path) => {
  if (!asked.has(path)) return;
  if (useFiles.getState().files.some((file) => file.path === path)) void read(path);
  else asked.delete(path);
});

async function read(path: string): Promise<void> {
  const contents = await contentsOf(path);
  useContents.setState({ [path]: contents });
}

async function contentsOf(path: string): Promise<Contents> {
  try {
    const { collection, issues } = readCollection((await readFile(path)).text);
    if (!collection) return { requests: [], problem: issues[0]?.message ?? 'It cannot be read.' };
    const requests = collection.requests.map((request, index) => ({
      name: requestName(request, index),
      on: request.on,
    }));
    return { requests, problem: null };
  } catch (error) {
    return { requests: [], problem: asApiError(error).message };
  }
}
