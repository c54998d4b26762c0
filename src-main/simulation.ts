import { randomBytes, randomInt } from 'node:crypto';
import { fork } from 'node:child_process';
import type { Scenario } from '../src-core/protocol/scenario';
import {
  type SimulationReport,
  type SimulationSnapshot,
  type SimulationTarget,
  simulatorMessageSchema,
} from '../src-core/protocol/simulator';
import type { Config } from './config-shape';
import { nodeHost } from './host/node-host';
import { newLog } from './log';
import { startSystem } from './system';
import type { BuiltFiles, System } from './system/options';

export type { BuiltFiles } from './system/options';
export { redisUrlOf } from './system/redis-url';
export { fitScenario } from '../src-worker/simulator/fit/fit-scenario';
export { recordedJobs } from '../src-worker/simulator/fit/recorded-jobs';
export { runConformance } from '../src-worker/simulator/conformance/conformance';
export { junitOf } from '../src-worker/simulator/report/junit';
export { listPresets } from '../src-worker/simulator/scenario-file/presets';
export { readScenario } from '../src-worker/simulator/scenario-file/read-scenario';
export { ScenarioFileError } from '../src-worker/simulator/scenario-file/scenario-file-error';
export { writeScenario } from '../src-worker/simulator/scenario-file/write-scenario';

/** Seeds that are picked are below this: short enough to read out. */
const pickedSeeds = 1_000_000;

/** How a simulation ended. */
export interface EndedSimulation {
  report: SimulationReport;
  /** Everything that was drawn, one line each. */
  decisions: string[];
}

export interface SimulationOptions {
  /** Absolute path of the built simulator. */
  entry: string;
  scenario: Scenario;
  /** Goes before the scenario's own; one is picked when neither is given. */
  seed: number | undefined;
  target: Omit<SimulationTarget, 'queue'>;
  onSnapshot(snapshot: SimulationSnapshot): void;
  /** Stops the run, which then still reports. */
  signal: AbortSignal;
}

/** Runs one simulation in a process of its own. Rejects when it cannot be run, with the reason in words. */
export function runSimulation(options: SimulationOptions): Promise<EndedSimulation> {
  const { entry, scenario, target, onSnapshot, signal } = options;
  const seed = options.seed ?? scenario.seed ?? randomInt(pickedSeeds);
  const runId = randomBytes(5).toString('hex');
  const child = nodeHost.spawn(entry, { name: 'signalbox simulator' });
  const said: string[] = [];
  const stop = () => child.send({ type: 'stop' });
  return new Promise<EndedSimulation>((resolve, reject) => {
    child.onLine((line) => said.push(line));
    child.onMessage((raw) => {
      const message = simulatorMessageSchema.parse(raw);
      if (message.type === 'ready') {
        child.send({ type: 'run', runId, scenario, seed, target: { ...target, queue: scenario.queue } });
        if (signal.aborted) stop();
        else signal.addEventListener('abort', stop);
      } else if (message.type === 'snapshot') onSnapshot(message.snapshot);
      else if (message.type === 'ended') resolve(message);
      else reject(new Error(message.message));
    });
    child.onExit((code, by) =>
      reject(new Error(`The simulator ended with ${code ?? by}: ${said.slice(-5).join(' | ')}`)),
    );
  }).finally(() => {
    signal.removeEventListener('abort', stop);
    child.kill('SIGTERM');
  });
}

/** A gateway of one's own for a run, without workers. `config` says where its data goes. */
export function startPrivateGateway(config: Config, files: BuiltFiles, version: string): Promise<System> {
  return startSystem({
    mode: 'gateway',
    config,
    host: nodeHost,
    fork: (entry, args, { execArgv }) => fork(entry, args, { execArgv, serialization: 'advanced' }),
    files,
    version,
    tryHandlers: false,
    log: newLog('error'),
    searchPath: process.env.PATH ?? '',
  });
}
