import type { JobRecord } from '../../../src-core/protocol/job';
import { Queue } from '../../../src-core/queue/queue';
import { readRecords } from '../../../src-core/queue/rows';
import { leftovers } from './at-rest';
import { lookUp } from './job-lookup';
import { type AuditedJob, isEnd, type JobLedger } from './job-ledger';
import { lifeFaults } from './life-rules';
import type { OrderRules } from './order-rules';
import type { Violations } from './violations';

/** What nothing was heard of for so long is looked up. */
const quietMs = 3000;
const lookedUpAtOnce = 2000;
/** Traces read at the end: of suspects, and of the others. */
const maxSuspects = 500;
const maxSample = 300;
const restLooks = 10;
const restPauseMs = 200;

interface Parts {
  ledger: JobLedger;
  violations: Violations;
  order: OrderRules;
}

/** The auditor's view of Redis: few commands, whatever the number of jobs. */
export class QueueWatch {
  readonly #queue: Queue;
  readonly #parts: Parts;
  #from = 0;

  constructor(redisUrl: string, queue: string, parts: Parts) {
    this.#queue = new Queue(queue, { redis: redisUrl, clientName: 'signalbox:auditor', maxWaiting: null });
    this.#parts = parts;
  }

  /** Connects. Rejects with REDIS_UNAVAILABLE. */
  async open(): Promise<void> {
    await this.#queue.ready(10_000);
    this.#parts.order.ageMs = (await this.#queue.limits()).ageMs;
  }

  async counts(): Promise<{ waiting: number; active: number; scheduled: number }> {
    return await this.#queue.counts();
  }

  /** Looks up some of the unfinished jobs that nothing was heard of lately. */
  async lookAtQuiet(now: number): Promise<void> {
    const quiet = [...this.#parts.ledger.unfinished].filter((job) => job.heardAt + quietMs < now);
    if (quiet.length === 0) return;
    const from = this.#from % quiet.length;
    this.#from = from + lookedUpAtOnce;
    await this.#lookAt(quiet.slice(from, from + lookedUpAtOnce), now);
  }

  /** Looks up every unfinished job; twice what Redis does not know, for it may have moved meanwhile. */
  async lookAtAll(now: number): Promise<void> {
    const { unfinished } = this.#parts.ledger;
    for (let round = 0; round < 2; round++) await this.#lookAt([...unfinished], now);
  }

  async #lookAt(jobs: readonly AuditedJob[], now: number): Promise<void> {
    const states = await lookUp(
      this.#queue,
      jobs.map(({ id }) => id),
    );
    for (const [n, job] of jobs.entries()) {
      const state = states[n];
      job.misses = state === null ? job.misses + 1 : 0;
      if (isEnd(state)) this.#parts.ledger.finish(job, state);
      else if (state === 'abandoned')
        this.#lose(job, now, 'its lease ended, and it was not given to another worker');
      else if (job.misses > 1) this.#lose(job, now, 'Redis does not know it, and it never ended');
    }
  }

  #lose(job: AuditedJob, at: number, text: string): void {
    if (job.end) return;
    this.#parts.ledger.lose(job);
    this.#parts.violations.add('I1', at, job.id, text);
  }

  /** Judges jobs that seem to have been started out of order. */
  async judgeOrder(now: number): Promise<void> {
    const { order } = this.#parts;
    const pairs = order.takePairs();
    if (pairs.length === 0) return;
    const records = await this.#records(pairs.flatMap(({ later, earlier }) => [later, earlier]));
    for (const { later, earlier } of pairs)
      order.judge(records.get(later) ?? null, records.get(earlier) ?? null, now);
  }

  /** Compares recorded lives with the state table: of every suspect and of a sample spread over the run. */
  async judgeLives(now: number): Promise<void> {
    const { ledger, violations } = this.#parts;
    const accepted = [...ledger.jobs.values()].filter(({ submittedAt }) => submittedAt !== null);
    const suspects = accepted.filter(({ suspect, lost }) => suspect || lost).slice(0, maxSuspects);
    const step = Math.max(1, Math.floor(accepted.length / maxSample));
    const sample = accepted.filter((_, n) => n % step === 0);
    const records = await this.#records([...suspects, ...sample].map(({ id }) => id));
    for (const [id, record] of records)
      for (const { invariant, text } of lifeFaults(record)) violations.add(invariant, now, id, text);
  }

  /** Checks that nothing is left over. False when jobs are unfinished, so that there is nothing to say. */
  async judgeRest(now: number): Promise<boolean> {
    let left: string[] = [];
    for (let look = 0; look < restLooks; look++) {
      const { waiting, active, scheduled } = await this.#queue.counts();
      if (waiting + active + scheduled > 0) return false;
      left = await leftovers(this.#queue.connection);
      if (left.length === 0) return true;
      await new Promise((resolve) => setTimeout(resolve, restPauseMs));
    }
    for (const text of left) this.#parts.violations.add('I5', now, null, text);
    return true;
  }

  async close(): Promise<void> {
    await this.#queue.close();
  }

  async #records(ids: readonly string[]): Promise<Map<string, JobRecord>> {
    const unique = [...new Set(ids)];
    const records = await readRecords(this.#queue.connection, unique);
    return new Map(records.flatMap((record) => (record ? [[record.id, record] as const] : [])));
  }
}
