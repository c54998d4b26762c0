import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProfileDraft, ProfileTest } from '../src-core/protocol/desktop';
import { canRunDesktop, type DesktopApp, DesktopBench, onBridge } from './desktop.fixture';
import { startTestRedis, type TestRedis } from './support/redis';
import { type RunningSystem, startSystem } from './support/system';

const password = 'pass word-with/odd:signs%';
const draftOf = (redis: TestRedis, workers = 1): ProfileDraft => {
  const url = `redis://:${encodeURIComponent(password)}@127.0.0.1:${redis.port}/3`;
  return { kind: 'redis', name: 'Staging', url, workers };
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** Everything in the data folder that a secret could have been written to, as one text. */
async function diskText(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  const texts = names
    // The running gateway's file is meant to hold its tokens and its Redis.
    .filter((name) => /\.(json|new|unreadable)$/.test(name) && name !== 'gateway.json')
    .map((name) => readFile(join(folder, name), 'utf8'));
  return (await Promise.all(texts)).join('\n');
}

// Several starts and drains each.
describe.skipIf(!canRunDesktop)('profiles of the desktop', { timeout: 60_000 }, () => {
  let bench: DesktopBench;
  let redis: TestRedis;
  let app: DesktopApp;
  let page: Page;

  beforeAll(async () => {
    redis = await startTestRedis('--requirepass', password);
    bench = await DesktopBench.open();
  }, 60_000);
  afterAll(async () => {
    await bench?.close();
    await redis?.stop();
  });
  beforeEach(() => bench.fresh());

  const start = async (options?: Parameters<DesktopBench['launch']>[0]) => {
    app = bench.launch(options);
    page = await app.page();
  };
  const list = () => onBridge(page, (bridge) => bridge.profiles.list());
  const save = (draft: ProfileDraft) =>
    onBridge(page, (bridge, it: ProfileDraft) => bridge.profiles.save(it), draft);
  const test = (profile: string | ProfileDraft): Promise<ProfileTest> =>
    onBridge(page, (bridge, it: string) => bridge.profiles.test(it), profile);
  const activate = (id: string) => onBridge(page, (bridge, it: string) => bridge.profiles.activate(it), id);
  /** The same where the gateway's address changes with it: the page is loaded anew and hears no answer. */
  const activateAnew = async (id: string) => {
    const loaded = page.waitForEvent('load');
    const gone = activate(id).catch(() => undefined);
    await Promise.all([app.next('reload'), loaded, gone]);
  };
  const gateway = () => onBridge(page, (bridge) => bridge.gateway());
  /** Asks the gateway from the page, as the console does. */
  const fromPage = async <T>(path: string, init: object = {}): Promise<T> => {
    const { url, token } = await gateway();
    const request = JSON.stringify({
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
    return page.evaluate(`fetch(${JSON.stringify(url + path)}, ${request}).then((answer) => answer.json())`);
  };
  const statuses = ({ steps }: ProfileTest) => steps.map(({ name, status }) => `${name} ${status}`);

  it('switches to another Redis and back without a restart, and keeps no plain secret', async () => {
    await start({ env: { SIGNALBOX_PORT: String(await freePort()) } });
    await page.evaluate(
      'window.heard = []; window.signalbox.onGateway((address) => window.heard.push(address))',
    );
    const before = await gateway();
    const { id, ...saved } = await save(draftOf(redis));
    const url = `redis://127.0.0.1:${redis.port}/3`;
    expect(saved).toEqual({ name: 'Staging', kind: 'redis', url, workers: 1, secret: 'encrypted' });
    const result = await test(id);
    expect(statuses(result)).toContain('Version pass');
    expect(statuses(result)).toContain('Scripts pass');
    const [old] = (await fromPage<{ workers: { pid: number }[] }>('/pool')).workers;

    await activate(id);
    const now = await gateway();
    expect(now).toMatchObject({ url: before.url, profile: 'Staging' });
    expect(now.token).not.toBe(before.token);
    expect(await page.evaluate('window.heard')).toEqual([now]);
    expect(() => process.kill(old?.pid as number, 0)).toThrow();
    const { jobId } = await fromPage<{ jobId: string }>('/jobs', {
      method: 'POST',
      body: '{"type":"echo","payload":7}',
    });
    const stream = await fetch(`${now.url}/jobs/${jobId}/stream`, {
      headers: { authorization: `Bearer ${now.token}` },
    });
    expect(await stream.text()).toContain('"result":7');
    expect((await fromPage<{ redis: { engine: string } }>('/health')).redis.engine).toContain(
      `:${redis.port}`,
    );
    expect(await app.ask('menu')).toContainEqual({ place: 'Profile/Staging', checked: true });

    const disk = await diskText(bench.dataFolder);
    expect(disk).toContain('Staging');
    for (const secret of [password, encodeURIComponent(password), Buffer.from(password).toString('base64')]) {
      expect(disk).not.toContain(secret);
    }
    expect((await stat(join(bench.dataFolder, 'profiles.json'))).mode & 0o777).toBe(0o600);
    expect(app.output).not.toContain(password);
    await expect(onBridge(page, (bridge, it: string) => bridge.profiles.remove(it), id)).rejects.toThrow(
      /is in use/,
    );

    await activate('local');
    expect((await gateway()).profile).toBeUndefined();
    expect((await list()).active).toBe('local');
  });

  it('starts with the profile that was in use, and asks when that cannot be', async () => {
    const own = await startTestRedis('--requirepass', password);
    await start();
    const { id } = await save(draftOf(own, 0));
    await activateAnew(id);
    expect(await app.quit()).toBe(0);

    await start();
    expect(await gateway()).toMatchObject({ profile: 'Staging' });
    expect(await fromPage('/pool')).toEqual({ size: 0, workers: [] });
    expect(await app.quit()).toBe(0);

    await own.stop();
    app = bench.launch();
    const asked = await app.next('dialog');
    expect(asked.options).toMatchObject({ message: 'The profile “Staging” cannot be started' });
    await app.ask('answer', asked.dialog, { response: 1 });
    page = await app.page();
    expect((await gateway()).profile).toBeUndefined();
    expect((await list()).active).toBe('local');
  });

  it('changes nothing when the new profile does not pass its test', async () => {
    await start();
    const before = await gateway();
    const wrong = await save({
      ...draftOf(redis),
      url: `redis://:wrong@127.0.0.1:${redis.port}`,
    } as ProfileDraft);
    expect(await test(wrong.id)).toMatchObject({
      steps: [{ status: 'fail', text: expect.stringMatching(/WRONGPASS/) }],
    });
    await expect(activate(wrong.id)).rejects.toThrow(/WRONGPASS/);
    expect(await gateway()).toEqual(before);
    expect(await list()).toMatchObject({ active: 'local' });
    // The saved password is for the saved address.
    const elsewhere: ProfileDraft = {
      kind: 'redis',
      id: wrong.id,
      name: 'Staging',
      url: 'redis://127.0.0.1:1',
      workers: 0,
    };
    expect(await save(elsewhere)).toMatchObject({ secret: 'none' });
    const unreachable = await test(wrong.id);
    expect(unreachable.steps[0]).toMatchObject({ name: 'Connection', status: 'fail' });
    expect(unreachable.steps[0]?.text).toContain('ECONNREFUSED');
  });

  it('keeps secrets in memory alone where the system cannot encrypt, and says so', async () => {
    await start({ keyring: false });
    const { id, secret } = await save(draftOf(redis, 0));
    expect(secret).toBe('memory');
    expect((await list()).cannotStore).toMatch(/No keyring .* entered again after a restart/);
    await activateAnew(id);
    expect(await gateway()).toMatchObject({ profile: 'Staging' });
    expect(await diskText(bench.dataFolder)).not.toMatch(/"secret": "/);
    expect(await app.quit()).toBe(0);

    app = bench.launch({ keyring: false });
    const asked = await app.next('dialog');
    expect(asked.options).toMatchObject({ detail: 'The secret of “Staging” was not stored: enter it again' });
    await app.ask('answer', asked.dialog, { response: 1 });
    page = await app.page();
    expect((await list()).profiles).toContainEqual(expect.objectContaining({ id, secret: 'missing' }));
  });

  describe('of a gateway elsewhere', () => {
    let remote: RunningSystem;
    beforeAll(async () => {
      const url = `redis://:${encodeURIComponent(password)}@127.0.0.1:${redis.port}`;
      remote = await startSystem({ mode: 'gateway', redisUrl: url });
    });
    afterAll(() => remote?.stop());

    it('attach to it: its page is loaded anew and talks to it', async () => {
      await start();
      const draft: ProfileDraft = {
        kind: 'gateway',
        name: 'Production',
        url: remote.url,
        token: remote.adminToken,
      };
      expect(statuses(await test(draft))).toEqual(['Gateway pass', 'Token pass']);
      const { id } = await save(draft);
      await activateAnew(id);
      expect(await gateway()).toEqual({ url: remote.url, token: remote.adminToken, profile: 'Production' });
      expect(await fromPage('/session')).toMatchObject({ role: 'admin' });
      expect(await diskText(bench.dataFolder)).not.toContain(remote.adminToken);
      // What ran here is gone.
      await expect(readFile(join(bench.dataFolder, 'gateway.json'))).rejects.toThrow(/ENOENT/);
    });

    it('are tested with a clear result', async () => {
      await start();
      const draft = (part: object) =>
        ({ kind: 'gateway', name: 'x', url: remote.url, token: 'wrong', ...part }) as ProfileDraft;
      const fault = async (part: object) =>
        (await test(draft(part))).steps.find(({ status }) => status === 'fail')?.text;
      expect(await fault({})).toBe('the gateway does not know this token');
      expect(await fault({ token: remote.clientToken })).toMatch(/a client's or worker's token/);
      expect(await fault({ url: 'http://127.0.0.1:1' })).toMatch(/no answer from .*ECONNREFUSED|bad port/);
      expect(await fault({ url: `http://127.0.0.1:${redis.port}` })).toMatch(/no answer/);
      await expect(test(draft({ url: `${remote.url}/console` }))).rejects.toThrow(/without a path/);
      await expect(save(draft({ token: undefined }))).rejects.toThrow('The admin token is missing');
    });
  });
});
