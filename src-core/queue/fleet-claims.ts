import { ChunkSender } from './chunk-sender';
import { decodeClaims, type RawClaims } from './claim-reply';
import type { ClaimAnswer } from './claims';
import { FinishSender } from './finish-sender';
import { defaultTimeoutMs } from './options';
import type { Queue } from './queue';
import { parseOptions } from './record';
import { type HeldJob, type RenewalAnswer, renewLeases } from './renewal';
import { Session } from './session';
import type { ClaimedJob, Outcome, OutcomeAnswer } from './types';

export interface FleetClaimsOptions {
  /** The name this gateway is reached by in Redis. No white space. */
  gateway: string;
  /** How long a claim holds without a renewal, in ms. */
  leaseMs: number;
}

/** A job and the worker it was claimed for. */
export interface AssignedJob {
  worker: string;
  job: ClaimedJob;
}

export type FleetClaimAnswer = Pick<ClaimAnswer, 'retryAfterMs'> & { assigned: AssignedJob[] };

/** What Redis knows of a running job whose worker has come back, or why it is not this worker's any more. */
export type HeldAnswer =
  | 'lost'
  | 'cancelled'
  | {
      worker: string;
      attempt: number;
      timeoutMs: number;
      /** How long it has run, in ms. */
      ranMs: number;
      /** Chunks of this attempt. */
      chunks: number;
    };

type RawHeld = 'l' | 'x' | [worker: string, attempt: number, ranMs: number, options: string, chunks: number];

/** The engine's side of many workers that share one connection: one claim takes jobs for several of them. */
export class FleetClaims {
  /** Told when nobody leads the queue's maintenance. */
  onLeaderless: () => void = () => undefined;
  /** Told when the class table is not the one that was loaded last. */
  onClasses: () => void = () => undefined;

  readonly #queue: Queue;
  readonly #options: FleetClaimsOptions;
  readonly #session: Session;
  readonly #finisher: FinishSender;
  readonly #chunks: ChunkSender;
  #closed = false;

  constructor(queue: Queue, options: FleetClaimsOptions) {
    const { connection } = queue;
    this.#queue = queue;
    this.#options = options;
    // Sessions of their own: each keeps few answers, and the gateway submits jobs through the queue's.
    this.#session = new Session(() => connection.scripts);
    this.#finisher = new FinishSender(connection, '', new Session(() => connection.scripts));
    this.#chunks = new ChunkSender(connection);
  }

  /**
   * Takes up to one job for each name in `workers` (a name may come several times) out of the classes `served`, best rank
   * first. Keeps asking while Redis is away, until closed. At most 32 calls may be under way at once.
   */
  async claim(workers: readonly string[], served: readonly number[]): Promise<FleetClaimAnswer> {
    const names = workers.join(' ');
    const args = [names, this.#options.leaseMs, workers.length, ` ${served.join(' ')} `];
    const { connection, classes } = this.#queue;
    const raw = (await connection.insist('claim', args, () => this.#closed, this.#session)) as RawClaims;
    const [flags, version, retryAfter] = raw;
    if (flags === 'n') this.onLeaderless();
    if (Number(version) !== classes.size) {
      await connection.insistOn(
        () => classes.load(),
        () => this.#closed,
      );
      this.onClasses();
    }
    const assigned = decodeClaims(raw, classes).map((job) => {
      const cut = job.id.indexOf(' ');
      if (cut < 0) return { worker: names, job };
      return { worker: job.id.slice(0, cut), job: { ...job, id: job.id.slice(cut + 1) } };
    });
    return { assigned, retryAfterMs: retryAfter < 0 ? null : retryAfter };
  }

  /** Reports how a job ended. Reports of one tick travel together; sent again until Redis has answered. */
  finish(outcome: Outcome): Promise<OutcomeAnswer> {
    return this.#finisher.send(outcome);
  }

  /** Extends leases; answers in the order of the jobs. Rejects with REDIS_UNAVAILABLE. */
  async renew(jobs: readonly HeldJob[]): Promise<RenewalAnswer[]> {
    const { connection } = this.#queue;
    const { answers, leaderless } = await renewLeases(connection, this.#options.leaseMs, jobs);
    if (leaderless) this.onLeaderless();
    return answers;
  }

  /** What is known of claims made earlier or elsewhere; answers in their order. Keeps asking while Redis is away. */
  async held(jobs: readonly HeldJob[]): Promise<HeldAnswer[]> {
    const { connection } = this.#queue;
    const args = jobs.flatMap(({ id, fence }) => [id, fence]);
    const rows = (await connection.insistOn(
      () => connection.scripts.run('held', args),
      () => this.#closed,
    )) as RawHeld[];
    return rows.map(readHeld);
  }

  /** Appends one chunk, as JSON text; `seq` counts from 1 in each attempt. Sent again until Redis has answered. */
  chunk(job: HeldJob & { attempt: number }, seq: number, json: string): Promise<OutcomeAnswer> {
    const { id, fence, attempt } = job;
    return this.#chunks.sendText({ id, fence, attempt, seq }, json);
  }

  /** Records progress, 0 to 100. Rejects with REDIS_UNAVAILABLE. */
  async progress({ id, fence }: HeldJob, percent: number, note: string): Promise<OutcomeAnswer> {
    const rounded = String(Math.round(percent * 100) / 100);
    const answer = await this.#queue.connection.run('note', [id, fence, 'progress', rounded, note]);
    return answer === 'a' ? 'applied' : 'lease_lost';
  }

  /** From now on what is for these workers comes to this gateway. Keeps asking while Redis is away. */
  async route(workers: readonly string[]): Promise<void> {
    if (workers.length === 0) return;
    const { connection } = this.#queue;
    const pairs = workers.flatMap((worker) => [worker, this.#options.gateway]);
    await connection.insistOn(
      () => connection.client.hset(connection.keys.routes, ...pairs),
      () => this.#closed,
    );
  }

  /** Ends that; answers the workers that had not gone to another gateway meanwhile. Rejects with REDIS_UNAVAILABLE. */
  async unroute(workers: readonly string[]): Promise<string[]> {
    if (workers.length === 0) return [];
    const answers = (await this.#queue.connection.run('unroute', [
      this.#options.gateway,
      ...workers,
    ])) as number[];
    return workers.filter((_, n) => answers[n] === 1);
  }

  /** What keeps asking while Redis is away asks no more. Reports go on. */
  giveUp(): void {
    this.#closed = true;
  }

  /** Reports that are under way have 2 s. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#finisher.drain(), this.#chunks.drain()]);
  }
}

function readHeld(row: RawHeld): HeldAnswer {
  if (row === 'l') return 'lost';
  if (row === 'x') return 'cancelled';
  const [worker, attempt, ranMs, options, chunks] = row;
  return { worker, attempt, ranMs, timeoutMs: parseOptions(options).t ?? defaultTimeoutMs, chunks };
}
