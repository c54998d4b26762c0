import type { Logger } from 'pino';
import type { LogLine } from '../../src-core/protocol/bundle';
import type { PoolAction, SystemInfo } from '../../src-core/protocol/console';
import type { RedisHealth } from '../../src-core/protocol/http';
import type { JobOptions } from '../../src-core/protocol/job';
import type { GatewayLimits } from '../../src-core/protocol/limits';
import type {
  SavedFile,
  SavedFilesAnswer,
  SavedText,
  SaveFileAnswer,
} from '../../src-core/protocol/saved-files';
import type { Scenario } from '../../src-core/protocol/scenario';
import type { SimulationReport, SimulatorCommand } from '../../src-core/protocol/simulator';
import type {
  ScenarioCheck,
  ScenarioPreset,
  SimulationStarted,
  SimulatorState,
} from '../../src-core/protocol/simulator-routes';
import type { AddressPolicy } from '../../src-core/outbound/address-policy';
import type { ModelAccess, PoolWorker } from '../../src-core/protocol/worker-lifecycle';
import type { Monitor } from '../../src-core/queue/monitor';
import type { Queue } from '../../src-core/queue/queue';
import type { EndedSessions } from './sessions';
import type { TokenTable } from './tokens';

/** The worker processes beside the gateway, as operators see and steer them. */
export interface WorkerPool {
  /** How many there should be. */
  readonly targetSize: number;
  status(): PoolWorker[];
  /** @throws RangeError */
  scale(size: number): void;
  /** @throws SignalboxError WORKER_NOT_FOUND, INVALID_STATE */
  act(name: string, action: PoolAction): void;
}

/** The simulator beside the gateway: one run at a time. */
export interface Simulators {
  /** The scenarios that come with Signalbox. */
  presets(): Promise<ScenarioPreset[]>;
  /** @throws SignalboxError NOT_FOUND */
  preset(name: string): Promise<{ scenario: Scenario; yaml: string }>;
  /** Reads a scenario as it stands in a file. */
  check(yaml: string): Promise<ScenarioCheck>;
  /** Writes a scenario as it stands in a file. */
  write(scenario: Scenario): string;
  /** The report of a run for a CI system. */
  junit(report: SimulationReport): string;
  state(): SimulatorState;
  /** Calls back when the state is another, until the function it returns is called. */
  onChange(listener: () => void): () => void;
  /** @throws SignalboxError FORBIDDEN, INVALID_STATE while another one runs */
  run(scenario: Scenario, seed: number | undefined): SimulationStarted;
  /** Steers the run. @throws SignalboxError INVALID_STATE when none goes on, WORKER_NOT_FOUND */
  command(command: Exclude<SimulatorCommand, { type: 'run' }>): void;
}

/** The debug client's collections, environments and recordings. Paths are checked by `savedPathSchema`. */
export interface SavedFiles {
  list(): Promise<SavedFilesAnswer>;
  /** @throws SignalboxError NOT_FOUND, FORBIDDEN (a link out of the folder), PAYLOAD_TOO_LARGE, INVALID_STATE (no text) */
  read(path: string): Promise<SavedText>;
  /**
   * Writes a file whole; makes its folders.
   * @param version only if that is what is there; null: if nothing is there
   * @throws SignalboxError INVALID_STATE when it is not, PAYLOAD_TOO_LARGE, FORBIDDEN
   */
  save(path: string, text: string, version?: string | null): Promise<SaveFileAnswer>;
  /** Removes a file, and the folders that it leaves empty. @throws SignalboxError NOT_FOUND, FORBIDDEN */
  remove(path: string): Promise<void>;
  /** @throws SignalboxError NOT_FOUND, INVALID_STATE when `to` is taken, FORBIDDEN */
  move(from: string, to: string): Promise<SavedFile>;
}

/** What `GET /system` tells that only the composition root knows. Nothing secret. */
export interface SystemFacts extends Pick<SystemInfo, 'mode' | 'dataDir' | 'settings'> {
  redis: Pick<SystemInfo['redis'], 'address' | 'ours' | 'dataDir'>;
}

/** What the composition root hands to `createGateway`. The gateway closes none of it. */
export interface GatewayOptions {
  host: string;
  /** 0 picks a free one. */
  port: number;
  version: string;
  tokens: TokenTable;
  /** Key of signed per-user client tokens (HS256); none = they are not accepted. */
  jwtSecret?: string;
  /** Key of resume tokens and sessions, the same on every gateway that serves the same clients. */
  secret: Promise<string> | string;
  /** Where gateways of one address tell each other of signed-out sessions. */
  endedSessions?: EndedSessions;
  /** Browsers may send the session's cookie by https alone, however they signed in. */
  secureCookies?: boolean;
  /** Origins besides the gateway's own, as a browser sends them: `https://ops.example.com`. */
  allowedOrigins: readonly string[];
  /** Host names (with or without a port) this gateway is reached by, besides the loopback ones. */
  allowedHosts: readonly string[];
  /** The queue of that name, the same object each time. */
  queues: (name: string) => Queue;
  defaultQueue: string;
  /** What a submission gets when it does not say. */
  defaultOptions: Partial<JobOptions>;
  monitor: Monitor;
  redisHealth: { state(): RedisHealth };
  /** Waiting jobs over all queues from which `/health` says degraded. */
  alertPending: number;
  /** Folder of the built console; none = `/` is not found. */
  consoleDir?: string;
  limits?: Partial<GatewayLimits>;
  /** How long a job of a worker on `/ws/worker` is its own without a heartbeat, in ms. Default 30,000. */
  leaseMs?: number;
  /** Told of a queue whose maintenance nobody leads. */
  onLeaderless?: (queue: string) => void;
  log: Logger;
  /** The worker pool this process supervises, if any. */
  pool?: WorkerPool;
  /** Where simulations are run; none = their routes are not found. */
  simulators?: Simulators;
  /** Which servers the debug client may reach through `/ws/relay`; none = it is off. */
  relay?: AddressPolicy;
  /** Where the debug client's files are; none = their routes are not found. */
  savedFiles?: SavedFiles;
  /** Told of a queue whose schedules were changed here. */
  onScheduleChange?: (queue: string) => void;
  /** The model's server, whose models `/v1/models` lists; without one it is the stand-in. */
  openai?: ModelAccess;
  system: SystemFacts;
  /** What an incident bundle has of this process; without it its secrets are those of the options above alone. */
  journal?: Journal;
}

/** The newest log lines of this process and its workers, and secrets that must not leave it. */
export interface Journal {
  /** Oldest first. */
  lines(): readonly LogLine[];
  /** From when on every line is there; epoch ms. */
  since(): number;
  secrets(): readonly string[];
}
