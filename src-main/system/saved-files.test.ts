import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { maxSavedBytes } from '../../src-core/protocol/saved-files';
import type { SavedFiles } from '../gateway/options';
import { savedFilesIn } from './saved-files';

let base: string;
let folder: string;
let files: SavedFiles;

const echo = 'smoke/echo.collection.yaml';

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'signalbox-saved-'));
  folder = join(base, 'collections');
  files = savedFilesIn(folder);
});
afterEach(() => rm(base, { recursive: true, force: true }));

async function paths(): Promise<string[]> {
  return (await files.list()).files.map(({ path }) => path);
}

describe('saved files', () => {
  it('are none before one is written, and the folder is not made', async () => {
    expect(await files.list()).toEqual({ folder, files: [] });
    await expect(files.read(echo)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(stat(folder)).rejects.toThrow('ENOENT');
  });

  it('are written whole, read, and told with kind and size', async () => {
    const saved = await files.save(echo, 'name: Größe\n');
    expect(saved).toEqual({
      path: echo,
      kind: 'collection',
      bytes: 14,
      modifiedAt: expect.any(Number),
      version: expect.any(String),
    });
    expect(await files.read(echo)).toEqual({ ...saved, text: 'name: Größe\n' });
    await files.save('local.environment.yaml', '\ufeffa: 1');
    await files.save('runs/first.recording.jsonl', '');
    expect((await files.list()).files).toMatchObject([
      { path: 'local.environment.yaml', kind: 'environment' },
      { path: 'runs/first.recording.jsonl', kind: 'recording', bytes: 0 },
      { path: echo, kind: 'collection' },
    ]);
    expect((await files.read('local.environment.yaml')).text).toBe('\ufeffa: 1');
    expect(await readdir(join(folder, 'smoke'))).toEqual(['echo.collection.yaml']);
    expect((await stat(join(folder, echo))).mode & 0o777).toBe(0o600);
  });

  it('are not written over what somebody else wrote', async () => {
    const { version } = await files.save(echo, 'one', null);
    await expect(files.save(echo, 'two', null)).rejects.toMatchObject({
      code: 'INVALID_STATE',
      message: `${echo} is there already`,
    });
    await writeFile(join(folder, echo), 'by hand');
    await expect(files.save(echo, 'two', version)).rejects.toThrow(`${echo} was changed meanwhile`);
    await rm(join(folder, echo));
    await expect(files.save(echo, 'two', version)).rejects.toThrow(`${echo} was deleted meanwhile`);
    const again = await files.save(echo, 'one', null);
    expect(again.version).toBe(version);
    expect((await files.save(echo, 'two', version)).version).not.toBe(version);
  });

  it('let one of many win', async () => {
    const { version } = await files.save(echo, '0');
    const tries = Array.from({ length: 20 }, (_, n) => files.save(echo, String(n + 1), version));
    const results = await Promise.allSettled(tries);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await files.read(echo)).text).toBe('1');
  });

  it('are moved, but not onto another', async () => {
    await files.save(echo, 'one');
    await files.save('b.collection.yaml', 'two');
    await expect(files.move(echo, 'b.collection.yaml')).rejects.toThrow(
      'There is a file b.collection.yaml already',
    );
    expect(await files.move(echo, 'x/y/c.collection.yaml')).toMatchObject({ path: 'x/y/c.collection.yaml' });
    expect(await paths()).toEqual(['b.collection.yaml', 'x/y/c.collection.yaml']);
    expect(await readdir(folder)).toEqual(['b.collection.yaml', 'x']);
    expect(await files.move('b.collection.yaml', 'b.collection.yaml')).toMatchObject({ bytes: 3 });
    await expect(files.move(echo, 'd.collection.yaml')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are deleted with the folders they leave empty', async () => {
    await files.save('x/y/c.collection.yaml', '');
    await files.save('x/d.collection.yaml', '');
    await files.remove('x/y/c.collection.yaml');
    expect(await readdir(join(folder, 'x'))).toEqual(['d.collection.yaml']);
    await files.remove('x/d.collection.yaml');
    expect(await readdir(folder)).toEqual([]);
    await expect(files.remove('x/d.collection.yaml')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are those of ours alone', async () => {
    await files.save(echo, '');
    await mkdir(join(folder, '.git'));
    await mkdir(join(folder, 'dir.collection.yaml'));
    const others = ['README.md', '.hidden.collection.yaml', '.git/x.collection.yaml', 'ü.collection.yaml'];
    for (const name of others) await writeFile(join(folder, name), '');
    expect(await paths()).toEqual([echo]);
    await expect(files.read('dir.collection.yaml')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(files.save('dir.collection.yaml', '')).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await writeFile(join(folder, 'file'), '');
    await expect(files.save('file/a.collection.yaml', '')).rejects.toMatchObject({ code: 'INVALID_STATE' });
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('are text and not too large', async () => {
    const large = 'ä'.repeat(maxSavedBytes / 2 + 1);
    await expect(files.save(echo, large)).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    await files.save(echo, '');
    await writeFile(join(folder, echo), large);
    await expect(files.read(echo)).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    await writeFile(join(folder, echo), Buffer.from([0xff, 0xfe]));
    await expect(files.read(echo)).rejects.toThrow(`${echo} is no text in UTF-8`);
  });
});

describe('symbolic links', () => {
  beforeEach(async () => {
    await files.save(echo, 'ours');
    await mkdir(join(base, 'outside'));
    await writeFile(join(base, 'outside', 'x.collection.yaml'), 'theirs');
  });

  it('never lead out of the folder', async () => {
    await symlink(join(base, 'outside'), join(folder, 'out'));
    await symlink(join(base, 'outside', 'x.collection.yaml'), join(folder, 'l.collection.yaml'));
    await symlink(join(base, 'nowhere'), join(folder, 'n.collection.yaml'));
    const forbidden = { code: 'FORBIDDEN' };
    for (const path of [
      'out/x.collection.yaml',
      'out/new/y.collection.yaml',
      'l.collection.yaml',
      'n.collection.yaml',
    ]) {
      await expect(files.read(path)).rejects.toMatchObject(forbidden);
      await expect(files.save(path, 'mine')).rejects.toMatchObject(forbidden);
      await expect(files.remove(path)).rejects.toMatchObject(forbidden);
      await expect(files.move(echo, path)).rejects.toMatchObject(forbidden);
      await expect(files.move(path, 'z.collection.yaml')).rejects.toMatchObject(forbidden);
    }
    expect(await paths()).toEqual([echo]);
    expect(await readdir(join(base, 'outside'))).toEqual(['x.collection.yaml']);
    expect(await readFile(join(base, 'outside', 'x.collection.yaml'), 'utf8')).toBe('theirs');
  });

  it('are followed within it', async () => {
    await symlink(join(folder, echo), join(folder, 'l.collection.yaml'));
    expect((await files.read('l.collection.yaml')).text).toBe('ours');
    expect(await paths()).toEqual(['l.collection.yaml', echo]);
  });

  it('may be the folder itself', async () => {
    await symlink(folder, join(base, 'link'));
    const linked = savedFilesIn(join(base, 'link'));
    await linked.save('new/a.collection.yaml', 'x');
    expect((await linked.list()).files).toHaveLength(2);
    expect((await files.read('new/a.collection.yaml')).text).toBe('x');
  });
});
