import type { Logger } from 'pino';
import type { Fork } from '../../src-core/redis/embedded/start';
import type { Config } from '../config-shape';
import type { Host } from '../host/host';
import type { Journal } from '../log';

/** What runs here: everything, the gateway alone, or workers alone. */
export type Mode = 'serve' | 'gateway' | 'worker';

/** Files this process starts or serves; found by the entry file, for a shared chunk lies elsewhere. */
export interface BuiltFiles {
  worker: string;
  simulator: string;
  embeddedRedis: string;
  /** Folder of the built console. */
  console: string;
  /** Folder of the scenarios that come with it. */
  scenarios: string;
}

export interface SystemOptions {
  mode: Mode;
  config: Config;
  host: Host;
  fork: Fork;
  files: BuiltFiles;
  version: string;
  /** Offer the `fail` job type. */
  tryHandlers: boolean;
  log: Logger;
  /** What is remembered of `log`, for incident bundles. */
  journal?: Journal;
  searchPath: string;
}

/** A started system: what it answers to, and how to end it. */
export interface System {
  /** null without a gateway. */
  url: string | null;
  adminToken: string;
  /** What Redis runs on, as the ready line says. */
  engine: string;
  workers: number;
  /** Ends everything that was started, in the opposite order; within the configured drain timeout. */
  stop(): Promise<void>;
}

/** Ends one part of the system. */
export type Stop = () => Promise<unknown>;
