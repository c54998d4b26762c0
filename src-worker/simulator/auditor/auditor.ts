import type { Assertions } from '../../../src-core/protocol/scenario';
import type {
  AssertionState,
  SimulationCounts,
  SimulationTarget,
} from '../../../src-core/protocol/simulator';
import { type AuditFigures, assertionStates } from '../assertions/assertion-states';
import { ClientRules } from './client-rules';
import type { FrameRecord } from './frame-record';
import { JobLedger } from './job-ledger';
import { OrderRules } from './order-rules';
import { QueueWatch } from './queue-watch';
import { Recovery } from './recovery';
import { GrowingSpread, type Spread } from './spread';
import { type Violation, Violations } from './violations';
import { WorkerRules } from './worker-rules';

const countEveryMs = 500;
const lookEveryMs = 1000;

export interface AuditorOptions {
  target: Pick<SimulationTarget, 'redisUrl' | 'queue'>;
  assertions: Assertions;
  /** Submissions planned for the whole run. */
  planned: number;
  onViolation?: (violation: Violation) => void;
}

/** What the auditor counts of a simulation; the rest is known to those who submit. */
export type AuditedCounts = Omit<SimulationCounts, 'planned' | 'submitted' | 'rejected'>;

/** Watches the engine's invariants during a simulation: by every frame that passes, and by what Redis says. */
export class Auditor {
  readonly #options: AuditorOptions;
  readonly #violations: Violations;
  readonly #ledger = new JobLedger();
  readonly #order: OrderRules;
  readonly #workers: WorkerRules;
  readonly #clients: ClientRules;
  readonly #recovery = new Recovery();
  readonly #queue: QueueWatch;
  readonly #waits: GrowingSpread;
  readonly #runs: GrowingSpread;
  #depth = { waiting: 0, active: 0 };
  #maxDepth = 0;
  #timers: NodeJS.Timeout[] = [];
  #reading: Promise<void> = Promise.resolve();
  #busy = 0;
  #restChecked = false;
  #final = false;

  constructor(options: AuditorOptions) {
    this.#options = options;
    this.#violations = new Violations(options.onViolation);
    this.#order = new OrderRules(this.#violations);
    this.#workers = new WorkerRules(this.#ledger, this.#violations, (job, at) =>
      this.#order.assigned(job, at),
    );
    this.#clients = new ClientRules(this.#ledger, this.#violations);
    this.#queue = new QueueWatch(options.target.redisUrl, options.target.queue, {
      ledger: this.#ledger,
      violations: this.#violations,
      order: this.#order,
    });
    this.#waits = new GrowingSpread(this.#ledger.waits);
    this.#runs = new GrowingSpread(this.#workers.runs);
  }

  /** Connects to Redis and begins to watch. Rejects with REDIS_UNAVAILABLE; nothing is then left open. */
  async start(): Promise<void> {
    try {
      await this.#queue.open();
    } catch (error) {
      await this.#queue.close();
      throw error;
    }
    this.#timers = [
      setInterval(() => this.#read(() => this.#count()), countEveryMs),
      setInterval(() => this.#read(() => this.#look()), lookEveryMs),
    ];
  }

  /** Every frame of every simulated machine and client, in order for each socket. */
  frame(record: FrameRecord): void {
    const { role, direction, frame } = record;
    if (role === 'worker') {
      if (direction === 'in') this.#workers.sent(record);
      else this.#workers.received(record);
      return;
    }
    if (direction === 'out') return this.#clients.received(record);
    if (frame.type === 'submit_job') this.#order.submitted(frame.job as Record<string, unknown>);
    this.#clients.sent(record);
  }

  /** A job the gateway has accepted, by its full id, and when it was submitted (epoch ms). */
  accepted(jobId: string, submittedAt: number): void {
    const job = this.#ledger.job(jobId, Date.now());
    if (this.#ledger.accept(job, submittedAt)) this.#order.accepted(job, submittedAt);
  }

  /** A fault of a machine begins or ends. */
  fault(kind: string, machine: string, on: boolean): void {
    this.#recovery.fault(kind, machine, on, Date.now());
  }

  counts(): AuditedCounts {
    const { accepted, ended, lost, duplicated, unfinished } = this.#ledger;
    return {
      accepted,
      completed: ended.completed,
      dead: ended.dead,
      cancelled: ended.cancelled + ended.expired,
      retries: this.#workers.retries,
      fenced: this.#workers.fenced,
      lost: lost + (this.#final ? unfinished.size : 0),
      duplicated,
      ...this.#depth,
    };
  }

  /** From submission to the first assignment, ms. */
  waits(): Spread {
    return this.#waits.get();
  }

  /** From an assignment to its accepted report, ms. */
  runs(): Spread {
    return this.#runs.get();
  }

  /** The most jobs that were seen waiting. */
  maxDepth(): number {
    return this.#maxDepth;
  }

  /** How the assertions stand; cheap. */
  assertions(): AssertionState[] {
    return assertionStates(this.#options.assertions, this.#figures());
  }

  /** Accepted jobs that are not known to have ended, and may still. */
  unfinished(): number {
    return this.#ledger.unfinished.size;
  }

  /** The last look: every unfinished job, the order, lives, what is left over. Then it is closed. */
  async finish(): Promise<{ assertions: AssertionState[]; violations: Violation[] }> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#reading;
    const now = Date.now();
    try {
      await this.#count();
      await this.#queue.lookAtAll(now);
      await this.#queue.judgeOrder(now);
      await this.#queue.judgeLives(now);
      this.#restChecked = await this.#queue.judgeRest(now);
      await this.#count();
    } finally {
      this.#final = true;
      await this.#queue.close();
    }
    return { assertions: this.assertions(), violations: this.#violations.list };
  }

  // One reading at a time; while Redis is away they are left out.
  #read(work: () => Promise<void>): void {
    if (this.#busy > 1) return;
    this.#busy += 1;
    this.#reading = this.#reading
      .then(work)
      .catch(() => undefined)
      .finally(() => {
        this.#busy -= 1;
      });
  }

  async #count(): Promise<void> {
    const { waiting, active } = await this.#queue.counts();
    this.#depth = { waiting, active };
    this.#maxDepth = Math.max(this.#maxDepth, waiting);
    this.#recovery.depth(waiting, Date.now());
  }

  async #look(): Promise<void> {
    const now = Date.now();
    await this.#queue.lookAtQuiet(now);
    await this.#queue.judgeOrder(now);
  }

  #figures(): AuditFigures {
    const counts = this.counts();
    const { ended } = this.#ledger;
    return {
      ...counts,
      planned: this.#options.planned,
      endedOtherwise: ended.dead + ended.cancelled + ended.expired,
      p95Wait: this.waits()?.p95 ?? null,
      maxDepth: this.#maxDepth,
      recovery: {
        longest: this.#recovery.longest,
        pending: this.#recovery.pending(Date.now()),
        underWay: this.#recovery.underWay,
        hasBacklog: this.#recovery.hasBacklog,
      },
      breaches: (invariant) => ({
        count: this.#violations.count(invariant),
        first: this.#violations.first(invariant),
      }),
      restChecked: this.#restChecked,
      final: this.#final,
    };
  }
}
