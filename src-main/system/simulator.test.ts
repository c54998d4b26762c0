import pino from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { scenarioSchema } from '../../src-core/protocol/scenario';
import type { SimulatorState } from '../../src-core/protocol/simulator-routes';
import { nodeHost } from '../host/node-host';
import { SimulatorHost } from './simulator';
import { simulatorProcess } from './simulator-process.fixture';

let built: Awaited<ReturnType<typeof simulatorProcess>>;
const hosts: SimulatorHost[] = [];

beforeAll(async () => {
  built = await simulatorProcess();
});
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.close()));
});
afterAll(() => built.close());

const target = () => ({
  gateways: ['http://127.0.0.1:1'],
  workerToken: 'w',
  clientToken: 'c',
  redisUrl: 'redis://r',
});

function newHost(refusal: string | null = null): SimulatorHost {
  const made = new SimulatorHost({
    host: nodeHost,
    entry: built.entry,
    target,
    refusal,
    log: pino({ level: 'silent' }),
  });
  hosts.push(made);
  return made;
}

const scenario = (name: string, seed?: number) => scenarioSchema.parse({ name, seed, queue: 'q1' });

/** The state as soon as it is like this. */
function until(host: SimulatorHost, holds: (state: SimulatorState) => boolean): Promise<SimulatorState> {
  return new Promise((resolve) => {
    const look = () => {
      if (!holds(host.state())) return;
      leave();
      resolve(host.state());
    };
    const leave = host.onChange(look);
    look();
  });
}

describe('the host of the simulator', () => {
  it('runs one simulation at a time, hands commands on, and keeps the report', async () => {
    const host = newHost();
    expect(host.state()).toEqual({
      refusal: null,
      running: false,
      queue: null,
      snapshot: null,
      report: null,
      failure: null,
    });
    const { runId, seed } = host.run(scenario('calm'), 7);
    expect(seed).toBe(7);
    expect(() => host.run(scenario('another'), undefined)).toThrow('A simulation is running here');
    const begun = await until(host, ({ snapshot }) => snapshot !== null);
    expect(begun).toMatchObject({ running: true, queue: 'q1', snapshot: { runId, seed: 7 } });
    const [started] = begun.snapshot?.log ?? [];
    expect(JSON.parse(started?.text ?? '')).toMatchObject({ target: { ...target(), queue: 'q1' } });

    host.command({ type: 'break', worker: 'rig-1:gpu0', kind: 'half_open', forMs: 500 });
    const broken = await until(host, ({ snapshot }) => snapshot?.log.length === 2);
    expect(broken.snapshot?.log[1]).toMatchObject({
      who: 'break',
      text: expect.stringContaining('half_open'),
    });

    const nobody = { type: 'break', worker: 'rig-9', kind: 'down', forMs: 1 } as const;
    expect(() => host.command(nobody)).toThrow('There is no rig-9 in this simulation');
    host.command({ type: 'stop' });
    const ended = await until(host, ({ report }) => report !== null);
    expect(ended).toMatchObject({ running: false, report: { runId, outcome: 'stopped' } });
    expect(() => host.command({ type: 'pause' })).toThrow('No simulation is running here');
  });

  it("takes the scenario's seed, or picks one, when none is given", () => {
    expect(newHost().run(scenario('calm', 11), undefined).seed).toBe(11);
    expect(newHost().run(scenario('calm', 11), 0).seed).toBe(0);
    const { seed } = newHost().run(scenario('calm'), undefined);
    expect(Number.isInteger(seed) && seed >= 0 && seed < 1_000_000).toBe(true);
  });

  it('says why a run broke off, and can run again', async () => {
    const host = newHost();
    host.run(scenario('fail'), 1);
    expect((await until(host, ({ failure }) => failure !== null)).failure).toBe('no gateway there');
    await host.close();
    host.run(scenario('crash'), 1);
    const { failure, running } = await until(host, (state) => state.failure !== null);
    expect(failure).toBe("The simulator's process ended before its run did (exit code 3): out of GPUs");
    expect(running).toBe(false);
    host.run(scenario('calm'), 1);
    expect((await until(host, ({ snapshot }) => snapshot !== null)).failure).toBeNull();
  });

  it('runs nothing where it is not allowed', () => {
    const host = newHost('Not here. Set SIGNALBOX_SIMULATOR=true');
    expect(host.state().refusal).toBe('Not here. Set SIGNALBOX_SIMULATOR=true');
    expect(() => host.run(scenario('calm'), 1)).toThrow('Not here');
  });

  it('leaves no process behind, not even a deaf one', { timeout: 20_000 }, async () => {
    const host = newHost();
    host.run(scenario('deaf'), 1);
    await until(host, ({ snapshot }) => snapshot !== null);
    await host.close();
    expect(host.state().running).toBe(false);
  });
});
