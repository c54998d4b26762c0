import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SignalboxError } from '../../src-core/protocol/errors';
import {
  maxSavedBytes,
  type SavedFile,
  type SavedFilesAnswer,
  savedKindOf,
  type SavedKind,
  type SavedText,
  type SaveFileAnswer,
} from '../../src-core/protocol/saved-files';
import type { SavedFiles } from '../gateway/options';
import { SavedFolder } from './saved-folder';

/** Keeps the debug client's files in a folder, which is made when the first is written. */
export function savedFilesIn(folder: string): SavedFiles {
  return new FolderOfFiles(new SavedFolder(folder));
}

class FolderOfFiles implements SavedFiles {
  /** One change at a time: it checks what is there and then replaces it. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly folder: SavedFolder) {}

  list(): Promise<SavedFilesAnswer> {
    return this.folder.list();
  }

  async read(path: string): Promise<SavedText> {
    const text = await this.#textOf(path);
    if (text === null) throw notThere(path);
    return { ...(await this.#describe(path)), version: versionOf(text), text };
  }

  async save(path: string, text: string, version?: string | null): Promise<SaveFileAnswer> {
    if (Buffer.byteLength(text) > maxSavedBytes) throw tooLarge(path);
    return this.#oneByOne(async () => {
      if (version !== undefined) await this.#expect(path, version);
      await this.#replace(path, text);
      return { ...(await this.#describe(path)), version: versionOf(text) };
    });
  }

  remove(path: string): Promise<void> {
    return this.#oneByOne(async () => {
      if (!(await this.folder.has(path))) throw notThere(path);
      await told(path, async () => rm(await this.folder.locate(path)));
      await this.folder.prune(path);
    });
  }

  move(from: string, to: string): Promise<SavedFile> {
    return this.#oneByOne(async () => {
      if (!(await this.folder.has(from))) throw notThere(from);
      const [source, target] = [await this.folder.locate(from), await this.folder.locate(to)];
      // Where letters' case does not count, a file may be renamed to itself.
      if ((await this.folder.has(to)) && !(await isSame(source, target))) {
        throw new SignalboxError('INVALID_STATE', `There is a file ${to} already`);
      }
      await told(to, async () => {
        await mkdir(dirname(target), { recursive: true, mode: 0o700 });
        await rename(source, target);
      });
      await this.folder.prune(from);
      return this.#describe(to);
    });
  }

  async #expect(path: string, version: string | null): Promise<void> {
    const text = await this.#textOf(path);
    const there = text === null ? null : versionOf(text);
    if (there === version) return;
    const what =
      version === null
        ? 'is there already'
        : there === null
          ? 'was deleted meanwhile'
          : 'was changed meanwhile';
    throw new SignalboxError('INVALID_STATE', `${path} ${what}`);
  }

  /** null when there is none. */
  async #textOf(path: string): Promise<string | null> {
    if (!(await this.folder.has(path))) return null;
    const file = await this.folder.locate(path);
    return told(path, async () => {
      const { size } = await stat(file);
      if (size > maxSavedBytes) throw tooLarge(path);
      try {
        // What is not text would be written back as something else.
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(file));
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        throw new SignalboxError('INVALID_STATE', `${path} is no text in UTF-8`);
      }
    });
  }

  async #replace(path: string, text: string): Promise<void> {
    const file = await this.folder.locate(path);
    await told(path, async () => {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      const mode = await stat(file).then(
        (there) => there.mode & 0o777,
        () => 0o600,
      );
      // Begins with a dot: no listing shows it.
      const draft = `${dirname(file)}/.${randomBytes(6).toString('hex')}.tmp`;
      try {
        const handle = await open(draft, 'wx', mode);
        try {
          await handle.writeFile(text);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(draft, file);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    });
  }

  async #describe(path: string): Promise<SavedFile> {
    const file = await this.folder.locate(path);
    const { size, mtimeMs } = await told(path, () => stat(file));
    return { path, kind: savedKindOf(path) as SavedKind, bytes: size, modifiedAt: Math.round(mtimeMs) };
  }

  #oneByOne<Result>(change: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(change);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

/** Changes with the text. */
function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

async function isSame(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([stat(one), stat(other)]);
  return a.ino === b.ino && a.dev === b.dev;
}

function notThere(path: string): SignalboxError {
  return new SignalboxError('NOT_FOUND', `There is no file ${path}`);
}

function tooLarge(path: string): SignalboxError {
  return new SignalboxError('PAYLOAD_TOO_LARGE', `${path} is over ${maxSavedBytes} bytes`);
}

/** Runs what touches files; what the system refuses is told in words. */
async function told<Result>(path: string, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (cause) {
    if (cause instanceof SignalboxError) throw cause;
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw notThere(path);
    if (code === 'ENOTDIR' || code === 'EEXIST' || code === 'EISDIR') {
      throw new SignalboxError('INVALID_STATE', `A file and a folder of ${path} have one name`, { cause });
    }
    if (code === '') throw cause;
    throw new SignalboxError('INTERNAL', `${path}: the gateway cannot read or write it (${code})`, { cause });
  }
}
