import type { JobView } from '../../../../src-core/protocol/http';
import type { JobState } from '../../../../src-core/protocol/job-state';
import type { QueueEvent } from '../../../../src-core/protocol/monitor-frames';
import type { JobFilter } from '../../../routing/routes';
import { couldMatch, needsSearch } from '../filters/job-filter';
import type { JobList } from '../listing/job-list';
import { type JobRow, parseKey, rowKey, toRow } from '../listing/job-row';

/** The state a job is in after an event. */
const stateAfter: Record<string, JobState | undefined> = {
  added: 'waiting',
  scheduled: 'scheduled',
  ready: 'waiting',
  claimed: 'active',
  completed: 'completed',
  retry: 'scheduled',
  dead: 'dead',
  released: 'waiting',
  lost: 'waiting',
  cancelled: 'cancelled',
  expired: 'expired',
  requeued: 'waiting',
  imported: 'dead',
  restored: 'dead',
};
/** Events that bring jobs which were not there before. */
const births = new Set(['added', 'scheduled', 'imported']);

/** Jobs read again at once, of those in the list and of those that may belong to it. */
const readAtOnce = 20;
/** Jobs remembered to be read, or as counted; what is more is left out: the list is read anew when it is released. */
const mostRemembered = 5000;

/**
 * What happens to the jobs of a list while it is looked at: jobs in it change in place, those that would come into it are
 * counted. `read` answers null for a job that is gone, `readTop` what the list would begin with if it were read now.
 */
export class JobNews {
  readonly #stale = new Set<string>();
  readonly #candidates = new Set<string>();
  readonly #arrived = new Set<string>();
  /** Arrived, and named by no event. */
  #unnamed = 0;
  /** Jobs may have come that nobody told of. */
  #inDoubt = false;

  constructor(
    private readonly list: JobList,
    private readonly filter: JobFilter,
    private readonly read: (queue: string, id: string) => Promise<JobView | null>,
    private readonly readTop: () => Promise<readonly JobRow[]>,
  ) {}

  /** Jobs that came and are not in the list; at least, where the filter looks into the jobs. */
  get count(): number {
    return this.#arrived.size + this.#unnamed;
  }

  take(events: readonly QueueEvent[]): void {
    const moved = new Map<string, JobRow>();
    for (const event of events) {
      if (this.filter.queue !== undefined && event.queue !== this.filter.queue) continue;
      if (event.kind === 'missed') this.doubt();
      const state = stateAfter[event.kind];
      if (!state) continue;
      const belongs = this.#belongs(event.kind, state);
      for (const id of event.ids) {
        const key = rowKey({ queue: event.queue, id });
        const row = moved.get(key) ?? this.list.row(key);
        if (row) moved.set(key, { ...row, state });
        else this.#takeStranger(key, belongs);
      }
      if (belongs && !needsSearch(this.filter)) this.#unnamed += Math.max(0, event.count - event.ids.length);
    }
    this.list.update([...moved.values()]);
    for (const key of moved.keys()) remember(this.#stale, key);
  }

  /** Events were missed: what is in the list may have changed, and others may have come. */
  doubt(): void {
    this.#inDoubt = !needsSearch(this.filter);
    for (const { key } of this.list.state.rows) remember(this.#stale, key);
  }

  /** Reads some of what changed. Meant to be called about once a second. */
  async refresh(): Promise<void> {
    if (this.#inDoubt) await this.#findUntold();
    const stale = taken(this.#stale);
    const candidates = taken(this.#candidates);
    const jobs = await Promise.all(
      [...stale, ...candidates].map(async (key) => {
        const { queue, id } = parseKey(key);
        return this.read(queue, id);
      }),
    );
    const known = jobs.filter((job) => job !== null);
    this.list.update(known.map(toRow));
    for (const job of known)
      if (!this.list.has(rowKey(job)) && couldMatch(toRow(job), this.filter) && this.#hasText(job))
        remember(this.#arrived, rowKey(job));
  }

  async #findUntold(): Promise<void> {
    this.#inDoubt = false;
    for (const { key } of await this.readTop()) if (!this.list.has(key)) remember(this.#arrived, key);
  }

  #belongs(kind: string, state: JobState): boolean {
    return this.filter.state === undefined ? births.has(kind) : this.filter.state === state;
  }

  /** A job that is not in the list. */
  #takeStranger(key: string, belongs: boolean): void {
    if (needsSearch(this.filter)) {
      if (belongs) remember(this.#candidates, key);
    } else if (belongs) remember(this.#arrived, key);
    else if (this.filter.state !== undefined) this.#arrived.delete(key);
  }

  #hasText(job: JobView): boolean {
    const text = this.filter.search?.toLowerCase();
    if (text === undefined) return true;
    const { id, payload, error } = job;
    return [id, JSON.stringify(payload) ?? '', error?.code ?? '', error?.message ?? ''].some((part) =>
      part.toLowerCase().includes(text),
    );
  }
}

function remember(keys: Set<string>, key: string): void {
  if (keys.size < mostRemembered) keys.add(key);
}

function taken(keys: Set<string>): string[] {
  const some = [...keys].slice(0, readAtOnce);
  for (const key of some) keys.delete(key);
  return some;
}
