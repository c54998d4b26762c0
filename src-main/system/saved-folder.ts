import type { Dirent, Stats } from 'node:fs';
import { lstat, opendir, realpath, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { SignalboxError } from '../../src-core/protocol/errors';
import {
  type SavedFile,
  type SavedFilesAnswer,
  savedKindOf,
  savedPathSchema,
} from '../../src-core/protocol/saved-files';

/** Files listed, and entries of folders looked at: the folder may be somebody's home. */
const mostFiles = 10_000;
const mostEntries = 100_000;
/** Folders below the one of collections. */
const deepest = 8;

/** Finds files in a folder and never one outside of it: symbolic links are followed only within. */
export class SavedFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  /**
   * Where a file is or would be. Its folders may not be there yet.
   * @throws SignalboxError FORBIDDEN when a link on the way leads out of the folder
   */
  async locate(path: string): Promise<string> {
    const full = join(this.path, path);
    const root = await realpathOf(this.path);
    // Nothing of it is there yet: nothing can lead out.
    if (root === null) return full;
    for (let part = full; part !== this.path && part !== dirname(part); part = dirname(part)) {
      const real = await realpathOf(part);
      if (real === null && (await isThere(part))) throw leadsOut(path);
      if (real === null) continue;
      if (real === root || real.startsWith(root.endsWith(sep) ? root : root + sep)) return full;
      throw leadsOut(path);
    }
    return full;
  }

  /** @throws SignalboxError FORBIDDEN, as `locate` does */
  async has(path: string): Promise<boolean> {
    return isFile(await this.locate(path));
  }

  /** Removes the folders of a file that is gone, from the inside on, as far as they are empty. */
  async prune(path: string): Promise<void> {
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
      try {
        await rmdir(join(this.path, folder));
      } catch {
        return;
      }
    }
  }

  /** Every file of ours, by path; other files and linked folders are left out. */
  async list(): Promise<SavedFilesAnswer> {
    const files: SavedFile[] = [];
    let entries = 0;
    const folders = [''];
    for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
      for await (const entry of this.#entries(folder)) {
        entries += 1;
        if (entries > mostEntries || files.length >= mostFiles) return this.#answer(files, true);
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory() && !entry.name.startsWith('.')) {
          if (path.split('/').length <= deepest) folders.push(path);
        } else {
          const file = await this.#describe(path, entry);
          if (file) files.push(file);
        }
      }
    }
    return this.#answer(files, false);
  }

  #answer(files: SavedFile[], truncated: boolean): SavedFilesAnswer {
    files.sort((a, b) => (a.path < b.path ? -1 : 1));
    return { folder: this.path, files, ...(truncated && { truncated }) };
  }

  async *#entries(folder: string): AsyncGenerator<Dirent, void, void> {
    try {
      yield* await opendir(join(this.path, folder));
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      // A folder that nobody wrote to yet, one that is gone meanwhile, one that is not ours to read.
      if (code === 'ENOENT' || (folder !== '' && (code === 'EACCES' || code === 'EPERM'))) return;
      throw new SignalboxError('INTERNAL', `${this.path} cannot be read (${code})`, { cause: error });
    }
  }

  /** null for what is none of our files. */
  async #describe(path: string, entry: Dirent): Promise<SavedFile | null> {
    const kind = savedKindOf(path);
    if (kind === null || !savedPathSchema.safeParse(path).success) return null;
    try {
      // What is no link lies where it was found, for no linked folder is entered.
      const full = entry.isFile() ? join(this.path, path) : await this.locate(path);
      const found: Stats = await stat(full);
      if (!found.isFile()) return null;
      return { path, kind, bytes: found.size, modifiedAt: Math.round(found.mtimeMs) };
    } catch {
      return null;
    }
  }
}

/** null when it is not there. Other faults come up again where the file is used. */
async function realpathOf(path: string): Promise<string | null> {
  return realpath(path).catch(() => null);
}

/** Also a link that leads nowhere, or in a circle. */
async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

function leadsOut(path: string): SignalboxError {
  return new SignalboxError(
    'FORBIDDEN',
    `A symbolic link of ${path} leads out of the folder of collections, or nowhere`,
  );
}
