import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Host, HostedProcess } from './host';

/** A child that does what its messages say, over whichever port it was given. */
const childSource = `
const port = process.parentPort;
const send = (message) => (port ? port.postMessage(message) : process.send(message));
const receive = (message) => {
  if (message.do === 'echo') send(message.value);
  if (message.do === 'exit') process.exit(message.code);
  if (message.do === 'args') send({ args: process.argv.slice(2), env: process.env.SIGNALBOX_TEST_VALUE });
  if (message.do === 'deaf') { process.on('SIGTERM', () => {}); send('deaf'); }
  if (message.do === 'write') { process.stdout.write('one\\ntw'); process.stdout.write('o\\r\\n'); console.error('three'); process.stdout.write('end'); }
};
if (port) port.on('message', (event) => receive(event.data));
else { process.on('message', receive); process.on('disconnect', () => process.exit()); }
`;

function nextMessage(child: HostedProcess): Promise<unknown> {
  return new Promise((resolve) => child.onMessage(resolve));
}

function ended(child: HostedProcess): Promise<{ code: number | null; signal: string | null }> {
  return new Promise((resolve) => child.onExit((code, signal) => resolve({ code, signal })));
}

/** What every Host has to do. `tellsSignals`: whether its exit event names the signal. */
export function describeHost(name: string, host: Host, { tellsSignals }: { tellsSignals: boolean }): void {
  describe(`${name} keeps the contract of a host`, () => {
    let folder: string;
    let entry: string;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'signalbox-host-'));
      entry = join(folder, 'child.mjs');
      await writeFile(entry, childSource);
    });
    afterAll(() => rm(folder, { recursive: true }));

    const spawn = (options: { args?: string[]; env?: Record<string, string> } = {}) =>
      host.spawn(entry, { name: 'contract', ...options });

    it('carries structured values both ways, also those sent before the child listens', async () => {
      const child = spawn();
      const value = {
        when: new Date(5),
        map: new Map([['a', 1n]]),
        bytes: new Uint8Array([1, 2]),
        none: undefined,
      };
      const answer = nextMessage(child);
      child.send({ do: 'echo', value });
      expect(await answer).toEqual(value);
      expect(child.pid).toBeGreaterThan(0);
      child.kill('SIGKILL');
      await ended(child);
    });

    it('hands over arguments and environment', async () => {
      const child = spawn({ args: ['a b', '--c'], env: { SIGNALBOX_TEST_VALUE: 'yes' } });
      const answer = nextMessage(child);
      child.send({ do: 'args' });
      expect(await answer).toEqual({ args: ['a b', '--c'], env: 'yes' });
      child.kill('SIGTERM');
      await ended(child);
    });

    it('tells the exit code once, also to who asks later, and ignores what comes after', async () => {
      const child = spawn();
      let exits = 0;
      child.onExit(() => {
        exits += 1;
      });
      const exit = ended(child);
      child.send({ do: 'exit', code: 3 });
      expect(await exit).toEqual({ code: 3, signal: null });
      child.send({ do: 'echo', value: 1 });
      child.kill('SIGTERM');
      child.kill('SIGKILL');
      expect(await ended(child)).toMatchObject({ code: 3 });
      expect(exits).toBe(1);
    });

    it('ends a child that ignores SIGTERM with SIGKILL', async () => {
      const child = spawn();
      const deaf = nextMessage(child);
      child.send({ do: 'deaf' });
      expect(await deaf).toBe('deaf');
      child.kill('SIGTERM');
      const echoed = nextMessage(child);
      child.send({ do: 'echo', value: 'still here' });
      expect(await echoed).toBe('still here');
      child.kill('SIGKILL');
      const exit = await ended(child);
      if (tellsSignals) expect(exit.signal).toBe('SIGKILL');
    });

    it('ends a child that is killed before it runs', async () => {
      const child = spawn();
      child.kill('SIGKILL');
      await ended(child);
    });

    it('hands out whole lines of both streams before the exit', async () => {
      const child = spawn();
      const lines: string[] = [];
      child.onLine((line) => lines.push(line));
      child.send({ do: 'write' });
      child.send({ do: 'exit', code: 0 });
      await ended(child);
      expect([...lines].sort()).toEqual(['end', 'one', 'three', 'two']);
    });

    it('reports a script that is not there as an exit with its reason', async () => {
      const child = host.spawn(join(folder, 'gone.mjs'), { name: 'gone' });
      const lines: string[] = [];
      child.onLine((line) => lines.push(line));
      const { code } = await ended(child);
      expect(code).not.toBe(0);
      expect(lines.join('\n')).toContain('gone.mjs');
    });
  });
}
