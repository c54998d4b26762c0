import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkerSettings } from '../../src-core/protocol/worker-lifecycle';
import type { Host, HostedProcess } from './host';
import { nodeHost } from './node-host';
import { Supervisor, type SupervisorOptions } from './supervisor';
import type { PoolEvent } from './worker-slot';

/** A worker that runs no jobs: `init.labels.mode` says how it behaves. */
const workerSource = `
const mode = (init) => init.labels.mode;
let init;
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => {});
process.on('message', (message) => {
  if (message.type === 'init') {
    init = message;
    if (mode(init) === 'crash') { console.error('cannot start: no such thing'); process.exit(7); }
    if (mode(init) === 'deaf') process.on('SIGTERM', () => {});
    if (mode(init) === 'hang') return;
    console.log('up as ' + init.workerId);
    process.send({ type: 'nonsense' });
    process.send({ type: 'stats', active: mode(init) === 'busy' ? 1 : 0, completed: 2, failed: 0 });
    process.send({ type: 'ready', workerId: init.workerId });
  }
  if (message.type === 'drain') {
    process.send({ type: 'log', level: 'info', message: 'drain ' + message.timeoutMs });
    if (init.labels.mode === 'deaf') return;
    if (init.labels.mode === 'busy' && message.timeoutMs === null) return;
    process.send({ type: 'stopped' });
    if (init.labels.mode !== 'linger') process.exit(0);
  }
});
`;

const testSettings: WorkerSettings = {
  redis: { kind: 'none' },
  queue: 'default',
  concurrency: 1,
  http: { timeoutMs: 90_000, retries: 0, allow: [] },
  tryHandlers: false,
  leaseMs: 30_000,
  labels: {},
  openai: {},
  pollIntervalMs: 15_000,
  drainTimeoutMs: 1000,
  logLevel: 'info',
};

/** A host that remembers its processes, to check that none is left. */
class CountingHost implements Host {
  readonly running = new Set<HostedProcess>();
  spawned = 0;

  spawn(entry: string, options: { name: string }): HostedProcess {
    const child = nodeHost.spawn(entry, options);
    this.spawned += 1;
    this.running.add(child);
    child.onExit(() => this.running.delete(child));
    return child;
  }
}

/** A folder with the worker script, and supervisors of it. */
export async function poolBench() {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-pool-'));
  const entry = join(folder, 'worker.mjs');
  await writeFile(entry, workerSource);
  const host = new CountingHost();
  const supervisors: Supervisor[] = [];
  const pool = (size: number, mode = 'plain', options: Partial<SupervisorOptions> = {}) => {
    const events: PoolEvent[] = [];
    const waiting = new Set<() => void>();
    const supervisor = new Supervisor({
      host,
      entry,
      size,
      settings: { ...testSettings, labels: { mode } },
      workerIdPrefix: 'test',
      timings: { backoffMinMs: 1, backoffMaxMs: 4 },
      onEvent: (event) => {
        events.push(event);
        for (const check of waiting) check();
      },
      ...options,
    });
    supervisors.push(supervisor);
    /** Resolves when `seen` holds, looked at now and after each event. */
    const until = (seen: () => boolean) =>
      new Promise<void>((resolve) => {
        const check = () => {
          if (!seen()) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      });
    return { supervisor, events, until };
  };
  const close = async () => {
    await Promise.all(supervisors.map((supervisor) => supervisor.stop({ timeoutMs: 0 })));
    await rm(folder, { recursive: true });
  };
  return { host, pool, close };
}
