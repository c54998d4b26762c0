import { createWriteStream } from 'node:fs';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { type BrowserWindow, dialog } from 'electron';
import {
  type GatewayAddress,
  maxOpenBytes,
  type OpenFile,
  type SaveFile,
} from '../../src-core/protocol/desktop';
import { errorAnswerSchema } from '../../src-core/protocol/http';

/**
 * Asks where to and saves. What comes from the gateway goes to the disk as it comes, so its size does not matter; a
 * file that is cut short is not left behind.
 * @returns the file's path; null when the person changed their mind
 */
export async function saveFile(
  window: BrowserWindow,
  file: SaveFile,
  gateway: () => Promise<GatewayAddress>,
): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: file.name });
  if (canceled || !filePath) return null;
  const draft = `${filePath}.part`;
  try {
    if (file.from === 'text') await writeFile(draft, file.text);
    else await pipeline(await download(await gateway(), file.path), createWriteStream(draft));
    await rename(draft, filePath);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return filePath;
}

/** Lets a person choose a file and reads it; null when they changed their mind. */
export async function openFile(
  window: BrowserWindow,
  { title, extensions }: OpenFile,
): Promise<{ name: string; bytes: Uint8Array } | null> {
  const filters = extensions.length > 0 ? [{ name: title, extensions }] : [];
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title,
    filters,
    properties: ['openFile'],
  });
  const [path] = filePaths;
  if (canceled || path === undefined) return null;
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const limit = `${maxOpenBytes / 1024 / 1024} MiB`;
    if (size > maxOpenBytes)
      throw new Error(`The file has ${Math.ceil(size / 1024 / 1024)} MiB; at most ${limit} are read`);
    return { name: basename(path), bytes: new Uint8Array(await handle.readFile()) };
  } finally {
    await handle.close();
  }
}

async function download({ url, token }: GatewayAddress, path: string): Promise<Readable> {
  const answer = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok || !answer.body) {
    const said = errorAnswerSchema.safeParse(await answer.json().catch(() => undefined));
    throw new Error(said.data?.error.message ?? `The gateway answered ${answer.status}`);
  }
  return Readable.fromWeb(answer.body as ReadableStream);
}
