import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { browserFlags } from './find-browser.mjs';

/** A headless Chromium that several processes can look into. */
export interface SharedChromium {
  /** Its DevTools address. */
  address: string;
  stop(): Promise<void>;
}

/** Starts one with a profile of its own. */
export async function startChromium(executable: string): Promise<SharedChromium> {
  const profile = await mkdtemp(join(tmpdir(), 'signalbox-chromium-'));
  const own = ['--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'];
  const child = spawn(executable, [...browserFlags, ...own], { stdio: ['ignore', 'ignore', 'pipe'] });
  return {
    address: await devToolsAddress(child),
    async stop() {
      const ended = child.exitCode === null ? once(child, 'exit') : null;
      child.kill();
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function devToolsAddress(child: ChildProcess): Promise<string> {
  if (!child.stderr) throw new Error('no output to read');
  const said: string[] = [];
  for await (const line of createInterface(child.stderr)) {
    said.push(line);
    const address = /^DevTools listening on (ws:.*)$/.exec(line)?.[1];
    if (!address) continue;
    child.stderr.resume();
    return address;
  }
  throw new Error(`Chromium did not start: ${said.join('\n')}`);
}
