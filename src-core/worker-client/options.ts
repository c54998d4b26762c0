import type { z } from 'zod';
import type { ConnectionStatus } from '../client/connection';
import { SignalboxError } from '../protocol/errors';
import type { LabelValue } from '../protocol/job';
import { tokenPattern } from '../protocol/limits';
import { type gpuSchema, type WorkerFrame, workerFrameSchema } from '../protocol/worker-frames';

/** A job as the gateway assigns it. */
export interface GpuJob {
  id: string;
  type: string;
  payload: unknown;
  /** 1 for the first attempt. */
  attempt: number;
  /** How long this attempt may run, in ms; the gateway ends it then. */
  timeoutMs: number;
  labels?: Record<string, LabelValue>;
}

/** What a handler can do while it runs. */
export interface GpuJobContext {
  /** Aborts when the job is cancelled, times out, loses its lease or is released. Nothing is reported of it after that. */
  signal: AbortSignal;
  attempt: number;
  /** The claim's fence: larger with every claim of this job. */
  fence: number;
  /** Which worker runs it: `machineId:gpuId`, or `machineId:cpu`. */
  workerId: string;
  /** The GPU to use; null for a machine without any. */
  gpu: Gpu | null;
  /** Reports progress, 0 to 100; left out while the link is down. Throws a RangeError for another percentage. */
  progress(percent: number, note?: string): void;
  /**
   * Delivers one piece of the result to whoever watches. Resolves when there is room for the next, which may be as late
   * as the link is back; rejects when the job is no longer this worker's, or with PAYLOAD_TOO_LARGE.
   */
  chunk(data: unknown): Promise<void>;
}

/**
 * Runs one job. What it returns (any JSON value) is the result. What it throws fails the attempt: with the error's own
 * `code` or JOB_FAILED, and for good when its `retryable` is false.
 */
export type GpuJobHandler = (job: GpuJob, context: GpuJobContext) => Promise<unknown> | unknown;

export type Gpu = z.infer<typeof gpuSchema>;

/** What a heartbeat tells of one worker, for the console. */
export interface GpuStats {
  /** Percent, 0 to 100. */
  gpuUtil?: number;
  memoryUsedMb?: number;
}

export interface GpuWorkerOptions {
  /** The gateway's address: `http://`, `https://`, `ws://` or `wss://`. */
  url: string;
  /** A worker token. */
  token: string;
  /** Names this machine: 1 to 64 of letters, digits, `.`, `_`, `-`. Another socket of the same name takes its place. */
  machineId: string;
  /** One function for each job type this machine runs. */
  handlers: Record<string, GpuJobHandler>;
  /** Each is a worker of its own; none = one worker `machineId:cpu`. */
  gpus?: Gpu[];
  /** Jobs a GPU runs at once, 1 to 1000. Default 1. */
  slotsPerGpu?: number;
  /** What this machine offers to jobs with requirements, besides `gpuModel`, `gpuMemoryMb`, `machine` and `gpu`. */
  labels?: Record<string, LabelValue>;
  /** Default: the gateway's default queue. */
  queue?: string;
  /** Asked for each worker at each heartbeat. */
  stats?: (workerId: string) => GpuStats;
  /** Told of refusals, and of results the gateway did not take. */
  onError?: (error: unknown) => void;
  /** Told of every change of the connection. */
  onStatus?: (status: ConnectionStatus) => void;
}

export type RegisterFrame = Extract<WorkerFrame, { type: 'register_worker' }>;

/** The registration these options make. Throws INVALID_MESSAGE that says which option is wrong and what is accepted. */
export function registrationOf(options: GpuWorkerOptions): RegisterFrame {
  const { machineId, gpus, slotsPerGpu, labels, queue, handlers, token } = options;
  if (!tokenPattern.test(token)) {
    throw new SignalboxError('INVALID_MESSAGE', 'token: must be made of A-Z a-z 0-9 . _ ~ -');
  }
  const jobTypes = Object.keys(handlers);
  const frame = { type: 'register_worker', machineId, gpus, jobTypes, slotsPerGpu, labels, queue };
  const parsed = workerFrameSchema.safeParse(frame);
  if (parsed.success) return parsed.data as RegisterFrame;
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const where = issues[0]?.path === 'jobTypes' ? 'handlers' : issues[0]?.path;
  throw new SignalboxError('INVALID_MESSAGE', `${where}: ${issues[0]?.message}`, { issues });
}

/** `/ws/worker` of the gateway at `url`. Throws INVALID_MESSAGE for what is no address. */
export function workerSocketUrl(url: string): string {
  if (!URL.canParse(url) || !/^(http|ws)s?:$/.test(new URL(url).protocol)) {
    throw new SignalboxError('INVALID_MESSAGE', `url: "${url}" is not an http, https, ws or wss address`);
  }
  const address = new URL(url);
  address.protocol = address.protocol.replace(/^http/, 'ws');
  address.pathname = `${address.pathname.replace(/\/$/, '')}/ws/worker`;
  return address.href;
}
