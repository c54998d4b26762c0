import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { scenarioSchema } from '../../src-core/protocol/scenario';
import {
  type SimulatorCommand,
  type SimulatorMessage,
  simulatorMessageSchema,
} from '../../src-core/protocol/simulator';
import { nodeHost } from '../../src-main/host/node-host';
import type { HostedProcess } from '../../src-main/host/host';
import { SimulationRig } from './run/simulation.fixture';

let rig: SimulationRig;
let folder: string;
let entry: string;
const running: HostedProcess[] = [];

beforeAll(async () => {
  rig = await SimulationRig.start();
  // Inside the project, so that the bundle finds its packages.
  folder = await mkdtemp(join(import.meta.dirname, '..', '..', 'node_modules', '.simulator-entry-'));
  entry = join(folder, 'simulator.js');
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: join(import.meta.dirname, 'entry.ts'),
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: 'simulator.js' } },
    },
  });
  await writeFile(join(folder, 'package.json'), '{"type": "module"}');
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => {
  await rig.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The simulator's process, and what it says. */
class Simulator {
  readonly child = nodeHost.spawn(entry, { name: 'simulator under test' });
  readonly exit = new Promise<number | null>((resolve) => this.child.onExit(resolve));
  readonly #said: SimulatorMessage[] = [];
  #wake: () => void = () => undefined;

  constructor() {
    running.push(this.child);
    this.child.onMessage((message) => {
      this.#said.push(simulatorMessageSchema.parse(message));
      this.#wake();
    });
  }

  /** The next message of that type. */
  async next<Type extends SimulatorMessage['type']>(
    type: Type,
  ): Promise<Extract<SimulatorMessage, { type: Type }>> {
    for (;;) {
      const message = this.#said.shift();
      if (message?.type === type) return message as Extract<SimulatorMessage, { type: Type }>;
      if (message?.type === 'failed') throw new Error(message.message);
      if (!message) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}

const command = (duration: number): SimulatorCommand => ({
  type: 'run',
  runId: `run-${duration}`,
  seed: 5,
  target: rig.target,
  scenario: scenarioSchema.parse({
    name: 'small',
    duration,
    jobs: { render: { duration: 30 } },
    machines: { farm: { count: 2 } },
    load: { web: { arrivals: { poisson: { perSecond: 20 } }, jobs: { render: 1 } } },
    assert: { lost: 0, completionRate: 1 },
  }),
});

describe("the simulator's process", () => {
  it('runs what it is told, and ends when it is told', async () => {
    const simulator = new Simulator();
    await simulator.next('ready');
    simulator.child.send(command(1000));
    const { snapshot } = await simulator.next('snapshot');
    expect(snapshot.workers.map(({ id }) => id)).toEqual(['farm-1:cpu', 'farm-2:cpu']);
    const { report, decisions } = await simulator.next('ended');
    expect(report).toMatchObject({ runId: 'run-1000', seed: 5, outcome: 'passed' });
    expect(decisions).toHaveLength(report.decisions.count);
    simulator.child.kill('SIGTERM');
    expect(await simulator.exit).toBe(0);
  });

  it('stops the run at SIGTERM, writes its report and ends', async () => {
    const simulator = new Simulator();
    await simulator.next('ready');
    simulator.child.send(command(60_000));
    await simulator.next('snapshot');
    simulator.child.kill('SIGTERM');
    expect((await simulator.next('ended')).report.outcome).toBe('stopped');
    expect(await simulator.exit).toBe(0);
  });

  it('says what it does not understand', async () => {
    const simulator = new Simulator();
    await simulator.next('ready');
    simulator.child.send({ type: 'run', runId: 1 });
    await expect(simulator.next('ended')).rejects.toThrow(/runId/);
    expect(await simulator.exit).toBe(1);
  });

  it('ends with its parent', async () => {
    const child = fork(entry, { serialization: 'advanced' });
    const exit = once(child, 'exit');
    await once(child, 'message');
    child.send(command(60_000));
    await once(child, 'message');
    child.disconnect();
    expect((await exit)[0]).toBe(0);
  });

  it('says how it is used when a user starts it', async () => {
    const { code, stderr } = (await promisify(execFile)(process.execPath, [entry]).catch(
      (error: { code: number; stderr: string }) => error,
    )) as { code: number; stderr: string };
    expect([code, stderr]).toEqual([2, expect.stringContaining('signalbox simulate')]);
  });
});
