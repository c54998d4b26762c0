import type { Logger } from 'pino';
import type { RedisHealth } from '../../src-core/protocol/http';
import type { JobOptions } from '../../src-core/protocol/job';
import type { GatewayLimits } from '../../src-core/protocol/limits';
import type { Monitor } from '../../src-core/queue/monitor';
import type { Queue } from '../../src-core/queue/queue';
import type { TokenTable } from './tokens';

/** What the composition root hands to `createGateway`. The gateway closes none of it. */
export interface GatewayOptions {
  host: string;
  /** 0 picks a free one. */
  port: number;
  version: string;
  tokens: TokenTable;
  /** Key of signed per-user client tokens (HS256); none = they are not accepted. */
  jwtSecret?: string;
  /** Key of resume tokens, the same on every gateway that serves the same clients. */
  secret: Promise<string> | string;
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
  /** Folder of the built console; none = `/` is not found. */
  consoleDir?: string;
  limits?: Partial<GatewayLimits>;
  log: Logger;
  /** The worker pool this process supervises, if any. */
  pool?: { status(): unknown };
  /** Names that `/v1/models` lists. */
  models?: readonly string[];
}
