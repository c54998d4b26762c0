import type { LogLevel, ModelAccess } from '../src-core/protocol/worker-lifecycle';
import type { RedisTarget } from '../src-core/redis/target';

/** Every setting, checked and with its default. Times are in milliseconds. Frozen all the way down. */
export interface Config {
  readonly host: string;
  /** 0 lets the system pick one. */
  readonly port: number;
  /** Absolute path of the folder for local data and `gateway.json`. */
  readonly dataDir: string;
  /** PROD: this is a production deployment. */
  readonly production: boolean;
  readonly logLevel: LogLevel;
  readonly drainTimeoutMs: number;
  /** Whether tracking routes go through the queue or straight to the database. */
  readonly execution: 'queue' | 'direct';
  /** null: nothing is configured, use a local engine. */
  readonly redis: RedisTarget | null;
  /** Connections to Redis over all processes of this start. */
  readonly redisMaxConnections: number;
  readonly databaseUrl: string | null;
  readonly access: AccessConfig;
  /** Whether simulations may be run here. */
  readonly simulator: boolean;
  readonly relay: RelayConfig;
  /** Absolute path of the folder with saved collections, environments and recordings. */
  readonly collectionsDir: string;
  readonly openai: ModelAccess;
  readonly workers: WorkersConfig;
  readonly queue: QueueConfig;
}

/** A token, whom it stands for, and the job types it is limited to. */
export interface NamedToken {
  readonly name: string;
  readonly token: string;
  /** null: all job types. */
  readonly types: readonly string[] | null;
}

export interface AccessConfig {
  /** null: one is made at each start. */
  readonly adminToken: string | null;
  readonly clientTokens: readonly NamedToken[];
  readonly workerTokens: readonly NamedToken[];
  /** Secret of signed per-user client tokens; null: none are accepted. */
  readonly jwtSecret: string | null;
  /** The console's cookie goes over https alone. */
  readonly secureCookies: boolean;
  /** Origins of web pages that may connect, besides the console's own. */
  readonly allowedOrigins: readonly string[];
  /** Host headers accepted besides the address listened on. */
  readonly allowedHosts: readonly string[];
}

/** What the console's debug client may reach through the gateway. */
export interface RelayConfig {
  readonly enabled: boolean;
  /** Addresses that are not public, as an allow-list has them. */
  readonly allow: readonly string[];
}

export interface WorkersConfig {
  /** WORKER_ID: prefix of worker ids; null: made from machine and process. */
  readonly id: string | null;
  /** Worker processes here; 0: none. */
  readonly poolSize: number;
  /** Jobs a worker process runs at once. */
  readonly concurrency: number;
  readonly httpTimeoutMs: number;
  /** Retries of `http.call` inside one attempt. */
  readonly httpRetries: number;
  /** Addresses `http.call` may reach besides public ones, as an allow-list has them. */
  readonly httpAllow: readonly string[];
  /** Absolute path of the user's handlers. */
  readonly handlersFile: string | null;
}

export interface QueueConfig {
  readonly name: string;
  /** Jobs moved in one round trip at most. */
  readonly batchSize: number;
  /** Longest sleep between safety sweeps. */
  readonly pollIntervalMs: number;
  /** Retries after the first attempt, where a job does not say. */
  readonly maxRetries: number;
  /** Waiting jobs from which the gateway reports itself degraded. */
  readonly alertPending: number;
  /** Waiting jobs from which submissions are refused; null: no cap. */
  readonly maxWaiting: number | null;
}
