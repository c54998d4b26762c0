import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProfileDraft } from '../../../src-core/protocol/desktop';
import { ProfileStore } from './profile-store';
import type { SecretBox } from './secret-box';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'profiles-'));
  file = join(folder, 'deeper', 'profiles.json');
});
afterEach(() => rm(folder, { recursive: true }));

/** Seals by a mark that only it takes off again. */
const box: SecretBox = {
  cannot: async () => null,
  seal: async (secret) => Buffer.from([...secret].reverse().join('')).toString('base64'),
  open: async (sealed) => [...Buffer.from(sealed, 'base64').toString()].reverse().join(''),
};
const noBox: SecretBox = { ...box, cannot: async () => 'no keyring' };
const lostKey: SecretBox = { ...box, open: () => Promise.reject(new Error('bad decrypt')) };

async function load(withBox = box): Promise<ProfileStore> {
  const store = new ProfileStore({ file, box: withBox, checkRedisUrl: () => undefined });
  await store.load();
  return store;
}

const redis: ProfileDraft = {
  kind: 'redis',
  name: 'Staging',
  url: 'redis://user:p%40ss@redis:6379/1',
  workers: 2,
};
const gateway: ProfileDraft = {
  kind: 'gateway',
  name: 'Production',
  url: 'https://queue.example.org/',
  token: 'T0p',
};

describe('ProfileStore', () => {
  it('has this computer without a file', async () => {
    const store = await load();
    expect(await store.list()).toMatchObject({
      active: 'local',
      profiles: [{ id: 'local' }],
      cannotStore: null,
    });
    expect(await store.target('local')).toEqual({ kind: 'local' });
    await expect(store.remove('local')).rejects.toThrow(/cannot be removed/);
  });

  it('keeps profiles and gives their secrets back after a restart', async () => {
    const first = await load();
    const { id } = await first.save(redis);
    const other = await first.save(gateway);
    await first.setActive(other.id);
    expect(await readFile(file, 'utf8')).not.toMatch(/p%40ss|p@ss|T0p/);

    const second = await load();
    expect(second.active).toBe(other.id);
    const url = 'redis://user@redis:6379/1';
    expect(await second.target(id)).toEqual({ kind: 'redis', url, password: 'p@ss', workers: 2 });
    expect(await second.target(other.id)).toEqual({
      kind: 'gateway',
      url: 'https://queue.example.org',
      token: 'T0p',
    });
    await expect(second.remove(other.id)).rejects.toThrow('“Production” is in use');
    await second.remove(id);
    await expect(second.target(id)).rejects.toThrow('no such profile');
  });

  it('keeps a secret that is left out, for the same address alone', async () => {
    const store = await load();
    const { id } = await store.save(redis);
    const renamed = { ...redis, id, name: 'Stage', url: 'redis://user@redis:6379/1' };
    expect(await store.save(renamed)).toMatchObject({ name: 'Stage', secret: 'encrypted' });
    expect(await store.draftTarget(renamed)).toMatchObject({ password: 'p@ss' });
    const elsewhere = { ...renamed, url: 'redis://user@evil.example:6379/1' };
    expect(await store.draftTarget(elsewhere)).toMatchObject({ password: null });
    expect(await store.save(elsewhere)).toMatchObject({ secret: 'none' });

    const remote = await store.save(gateway);
    const moved: ProfileDraft = { kind: 'gateway', id: remote.id, name: 'x', url: 'https://evil.example' };
    await expect(store.draftTarget(moved)).rejects.toThrow('enter its admin token');
    await expect(store.save(moved)).rejects.toThrow('enter its admin token');
    expect(await store.target(remote.id)).toMatchObject({ url: 'https://queue.example.org', token: 'T0p' });
  });

  it('holds secrets in memory where they cannot be sealed, and forgets them at the end', async () => {
    const first = await load(noBox);
    expect((await first.list()).cannotStore).toBe('no keyring');
    const { id, secret } = await first.save(gateway);
    expect(secret).toBe('memory');
    expect(await first.target(id)).toMatchObject({ token: 'T0p' });
    expect(await readFile(file, 'utf8')).toContain('"secret": null');

    const second = await load();
    expect(second.get(id).secret).toBe('missing');
    await expect(second.target(id)).rejects.toThrow('enter it again');
    await second.save({ ...gateway, id });
    expect(await second.target(id)).toMatchObject({ token: 'T0p' });
  });

  it('says when a secret cannot be decrypted any more', async () => {
    const { id } = await (await load()).save(gateway);
    await expect((await load(lostKey)).target(id)).rejects.toThrow('cannot be decrypted on this system');
  });

  it.each(['', '{', '{"active":"local","profiles":[{"kind":"other"}]}', '[]'])(
    'puts a file aside that holds %j, and says so',
    async (text) => {
      await (await load()).save(redis);
      await writeFile(file, text);
      const store = await load();
      expect((await store.list()).profiles).toHaveLength(1);
      expect(store.notice).toContain('profiles.json.unreadable');
      expect(await readFile(`${file}.unreadable`, 'utf8')).toBe(text);
    },
  );

  it('keeps every one of many saves at once', async () => {
    const store = await load();
    await Promise.all(Array.from({ length: 20 }, (_, n) => store.save({ ...redis, name: `Redis ${n}` })));
    expect((await (await load()).list()).profiles).toHaveLength(21);
    expect(await readdir(join(folder, 'deeper'))).toEqual(['profiles.json']);
  });
});
