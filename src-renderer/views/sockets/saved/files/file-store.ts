import { z } from 'zod';
import { create } from 'zustand';
import {
  maxSavedBytes,
  type SavedFile,
  type SavedText,
  saveFileAnswerSchema,
  savedFilesAnswerSchema,
  savedTextSchema,
} from '../../../../../src-core/protocol/saved-files';
import { api, query } from '../../../../connection/api';
import { type ApiError, asApiError } from '../../../../connection/api-error';

interface FileStore {
  /** Where they are on the gateway's machine; null before it is known. */
  folder: string | null;
  /** In the order of their paths. */
  files: readonly SavedFile[];
  /** Why the list could not be had. */
  error: ApiError | null;
}

/** The files of the gateway's collections folder. Written by the functions below. */
export const useFiles = create<FileStore>()(() => ({ folder: null, files: [], error: null }));

const watchers = new Set<(path: string) => void>();

/** Calls back with the path of each file this console has written, moved or deleted, until what it returns is called. */
export function onFileChanged(watcher: (path: string) => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Asks the gateway which files there are. Never throws: the store says what went wrong. */
export async function listFiles(): Promise<void> {
  try {
    const { folder, files } = await api.get('/collections', savedFilesAnswerSchema);
    const sorted = [...files].sort((a, b) => a.path.localeCompare(b.path));
    useFiles.setState({ folder, files: sorted, error: null });
  } catch (error) {
    useFiles.setState({ error: asApiError(error) });
  }
}

/** A file with its text. Throws ApiError. */
export function readFile(path: string): Promise<SavedText> {
  return api.get(fileRoute(path), savedTextSchema);
}

/**
 * Writes a file whole.
 * @param version what it must be on the disk: null = nothing. Not said: whatever it is
 * @returns its version from now on
 * @throws ApiError INVALID_STATE when something else is there
 */
export async function writeFile(path: string, text: string, version?: string | null): Promise<string> {
  const body = { path, text, ...(version === undefined ? {} : { version }) };
  const saved = await api.send('PUT', '/collections/file', body, saveFileAnswerSchema);
  await changed(path);
  return saved.version;
}

/** Throws ApiError. */
export async function deleteFile(path: string): Promise<void> {
  await api.send('DELETE', fileRoute(path), undefined, z.unknown());
  await changed(path);
}

/** Throws ApiError INVALID_STATE when `to` is taken. */
export async function moveFile(from: string, to: string): Promise<void> {
  await api.send('POST', '/collections/move', { from, to }, z.unknown());
  await changed(from, to);
}

/** Why a text is too long to be saved; null when it is not. */
export function lengthProblem(text: string): string | null {
  const bytes = new TextEncoder().encode(text).byteLength;
  if (bytes <= maxSavedBytes) return null;
  return `It has ${Math.ceil(bytes / 1e6)} MB; a file has ${Math.floor(maxSavedBytes / 1e6)} MB at most.`;
}

function fileRoute(path: string): string {
  return query('/collections/file', { path });
}

async function changed(...paths: string[]): Promise<void> {
  await listFiles();
  for (const path of paths) for (const watcher of watchers) watcher(path);
}
