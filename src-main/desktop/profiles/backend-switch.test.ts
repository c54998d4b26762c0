import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GatewayAddress } from '../../../src-core/protocol/desktop';
import type { Backend, Backends, ProfileTarget } from './backend';
import { BackendSwitch } from './backend-switch';
import { ProfileStore } from './profile-store';

let folder: string;
let store: ProfileStore;
/** What happened, in its order. */
let steps: string[];
let heard: GatewayAddress[];
let change: BackendSwitch;
/** Starts and tests of targets named here fail. */
let broken: Set<string>;
let failing: Set<string>;
let hold: Promise<void>;

const nameOf = (target: ProfileTarget) =>
  target.kind === 'redis' ? new URL(target.url).hostname : target.kind;

const backends: Backends = {
  checkRedisUrl: () => undefined,
  async start(target): Promise<Backend> {
    const name = nameOf(target);
    steps.push(`start ${name}`);
    await hold;
    if (broken.has(name)) throw new Error(`${name} is broken`);
    return {
      url: `http://${name}`,
      token: `token-${steps.length}`,
      stop: async () => void steps.push(`stop ${name}`),
    };
  },
  async testRedis(url) {
    const failed = failing.has(new URL(url).hostname);
    return {
      steps: [{ name: 'Connection', status: failed ? 'fail' : 'pass', text: failed ? 'refused' : 'fine' }],
    };
  },
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switch-'));
  const box = {
    cannot: async () => null,
    seal: async (text: string) => text,
    open: async (text: string) => text,
  };
  store = new ProfileStore({ file: join(folder, 'profiles.json'), box, checkRedisUrl: () => undefined });
  [steps, heard, broken, failing, hold] = [[], [], new Set(), new Set(), Promise.resolve()];
  change = new BackendSwitch({ store, backends, onChange: (address) => void heard.push(address) });
});
afterEach(() => rm(folder, { recursive: true }));

const save = async (name: string) =>
  (await store.save({ kind: 'redis', name, url: `redis://${name}`, workers: 0 })).id;

describe('BackendSwitch', () => {
  it('stops the old before it starts the new, and tells of it', async () => {
    const [a, b] = [await save('a'), await save('b')];
    await change.start(a);
    await change.activate(b);
    expect(steps).toEqual(['start a', 'stop a', 'start b']);
    expect(heard).toEqual([{ url: 'http://b', token: 'token-3', profile: 'b' }]);
    expect(await change.address()).toEqual(heard[0]);
    expect(store.active).toBe(b);
    await change.activate(b);
    expect(steps).toHaveLength(3);
    await change.activate('local');
    expect(await change.address()).not.toHaveProperty('profile');
    await change.stop();
    expect(steps.at(-1)).toBe('stop local');
  });

  it('starts the profile in use anew when it was changed, and not when only its name was', async () => {
    const id = await save('a');
    await change.start(id);
    await store.save({ kind: 'redis', id, name: 'Another name', url: 'redis://a', workers: 0 });
    await change.activate(id);
    expect(steps).toEqual(['start a']);
    await store.save({ kind: 'redis', id, name: 'a', url: 'redis://a', password: 'new', workers: 0 });
    await change.activate(id);
    expect(steps).toEqual(['start a', 'stop a', 'start a']);
  });

  it('leaves alone what runs when the test fails', async () => {
    const [a, b] = [await save('a'), await save('b')];
    await change.start(a);
    failing.add('b');
    await expect(change.activate(b)).rejects.toThrow('Connection: refused');
    expect(steps).toEqual(['start a']);
    expect(heard).toEqual([]);
  });

  it('starts the old one again when the new one cannot be started', async () => {
    const [a, b] = [await save('a'), await save('b')];
    await change.start(a);
    broken.add('b');
    await expect(change.activate(b)).rejects.toThrow('b is broken');
    expect(steps).toEqual(['start a', 'stop a', 'start b', 'start a']);
    expect(heard).toMatchObject([{ profile: 'a' }]);
    expect(store.active).not.toBe(b);
  });

  it('can be changed even when neither could be started', async () => {
    const [a, b] = [await save('a'), await save('b')];
    await change.start(a);
    broken.add('a').add('b');
    await expect(change.activate(b)).rejects.toThrow('a is broken');
    await expect(change.address()).rejects.toThrow('a is broken');
    await change.activate('local');
    expect(await change.address()).toMatchObject({ url: 'http://local' });
    await change.stop();
  });

  it('does one change at a time; who asks meanwhile gets the new address', async () => {
    const [a, b] = [await save('a'), await save('b')];
    await change.start(a);
    let release = () => {};
    hold = new Promise((resolve) => {
      release = resolve;
    });
    const first = change.activate(b);
    await expect(change.activate(a)).rejects.toThrow('Another profile is being activated');
    // It is under way once the old one is stopped.
    while (!steps.includes('start b')) await new Promise((resolve) => setImmediate(resolve));
    const address = change.address();
    const stopped = change.stop();
    release();
    await first;
    expect(await address).toMatchObject({ profile: 'b' });
    await stopped;
    expect(steps.at(-1)).toBe('stop b');
    await expect(change.activate(a)).rejects.toThrow('not running');
  });

  it('does not start a Redis that fails its test, and says why', async () => {
    const a = await save('a');
    failing.add('a');
    await expect(change.start(a)).rejects.toThrow('Connection: refused');
    expect(steps).toEqual([]);
    await change.start('local');
    expect(steps).toEqual(['start local']);
  });
});
