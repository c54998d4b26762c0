import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runConformance } from './conformance';

const script = fileURLToPath(new URL('../../../docs/examples/python-worker.py', import.meta.url));
const hasPython = spawnSync('python3', ['-c', 'import websockets.asyncio.client']).status === 0;

it.skipIf(!hasPython)(
  'the Python example keeps every rule it comes by',
  async () => {
    let python: ChildProcess | null = null;
    const report = await runConformance({
      timing: { heartbeatMs: 500, noticeMs: 300, watchMs: 1000 },
      waitMs: 15_000,
      payload: { to: 8 },
      onListening: ({ url, token }) => {
        const SIGNALBOX_URL = `${url.replace('http', 'ws')}/ws/worker`;
        const env = { ...process.env, SIGNALBOX_URL, SIGNALBOX_TOKEN: token, PYTHONDONTWRITEBYTECODE: '1' };
        python = spawn('python3', [script], { env, stdio: ['ignore', 'inherit', 'ignore'] });
      },
    });
    const notKept = report.rules.filter(({ outcome }) => outcome !== 'kept');
    // It streams nothing.
    expect(notKept.map(({ id, outcome, detail }) => ({ id, outcome, detail }))).toEqual([
      { id: 'R13', outcome: 'not seen', detail: 'no job sent chunks' },
    ]);
    // It was replaced at the end, and leaves by itself.
    const child = python as ChildProcess | null;
    if (child?.exitCode === null) await once(child, 'exit');
  },
  90_000,
);
