import { serves } from '../../../src-core/queue/requirements';
import type { ClassTable } from '../../../src-core/queue/class-table';
import type { AssignedJob, FleetClaims } from '../../../src-core/queue/fleet-claims';
import type { GpuWorker } from './gpu-worker';
import { Profile } from './profile';

/** Claims under way at once: sessions keep few answers. */
const mostClaims = 16;
/** After a claim that Redis refused, in ms. */
const afterErrorMs = 1000;

export interface DispatcherParts {
  claims: FleetClaims;
  classes: ClassTable;
  /** Gives a claimed job to its worker. `claimedAt`: monotonic ms before which the lease did not begin. */
  give: (assigned: AssignedJob, claimedAt: number) => void;
  /** What could be heard of has changed. */
  changed: () => void;
  onError: (error: unknown) => void;
}

/** Decides which workers claim from which classes, and when. */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  readonly #workers = new Set<GpuWorker>();
  /** By the classes they serve. */
  readonly #profiles = new Map<string, Profile<GpuWorker>>();
  /** Fewest classes first: what can run little is asked first, and what can run much stays free for it. */
  #inOrder: Profile<GpuWorker>[] = [];
  /** Classes that may hold work. */
  readonly #dirty = new Set<number>();
  /** When a class last became dirty, by `#turn`: a claim sent earlier says nothing of it. */
  readonly #woken = new Map<number, number>();
  #turn = 0;
  #knownClasses = 0;
  readonly #underWay = new Set<Promise<void>>();
  #scheduled = false;
  #stopped = false;
  #again: NodeJS.Timeout | null = null;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
  }

  /** A worker that may be given jobs; nothing of what waited before it came was looked at for it. */
  add(worker: GpuWorker): void {
    this.#workers.add(worker);
    this.#join(worker);
    for (const n of worker.profile?.served ?? []) this.#markDirty(n);
    this.review();
  }

  remove(worker: GpuWorker): void {
    if (!this.#workers.delete(worker)) return;
    worker.profile?.remove(worker);
    worker.profile = null;
  }

  /** A worker's free slots have changed. */
  lineUp(worker: GpuWorker): void {
    worker.profile?.lineUp(worker);
    this.review();
  }

  /** Looks at the class table again. */
  regroup(): void {
    const lines = this.#inOrder.flatMap(({ line }) => line);
    this.#profiles.clear();
    this.#inOrder = [];
    // Whoever stood in a line keeps its turn.
    for (const worker of new Set([...lines, ...this.#workers])) this.#join(worker);
    for (let n = this.#knownClasses; n < this.#parts.classes.size; n += 1) this.#markDirty(n);
    this.#knownClasses = this.#parts.classes.size;
    this.review();
  }

  /** Everything may hold work: Redis was away. */
  markAllDirty(): void {
    for (const [n] of this.#parts.classes.entries()) this.#markDirty(n);
    this.review();
  }

  /**
   * There may be work in a class. Resolves when those who could take it have asked; false = nobody here can take
   * more of it, and it is left to others.
   */
  async wake(classNumber: number): Promise<boolean> {
    this.#markDirty(classNumber);
    this.#pump();
    const serving = this.#inOrder.filter(({ served }) => served.includes(classNumber));
    await Promise.all(serving.map(({ claim }) => claim));
    if (!this.#dirty.has(classNumber)) return true;
    return serving.some(({ hasFree, claim }) => hasFree || claim !== null);
  }

  /** Classes to listen for: nothing is known of work in them, and somebody is free for it. */
  quietClasses(): number[] {
    if (this.#stopped) return [];
    const free = new Set(this.#inOrder.filter(({ hasFree }) => hasFree).flatMap(({ served }) => served));
    return [...free].filter((n) => !this.#dirty.has(n)).sort((a, b) => a - b);
  }

  /** Claims nothing any more. Resolves when the claims under way were answered. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#again) clearTimeout(this.#again);
    await Promise.all(this.#underWay);
  }

  /** Changes of one tick are looked at together, after what they report is on its way. */
  review(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    process.nextTick(() => {
      this.#scheduled = false;
      this.#pump();
      this.#parts.changed();
    });
  }

  #join(worker: GpuWorker): void {
    const served: number[] = [];
    for (const [n, jobClass] of this.#parts.classes.entries()) {
      if (jobClass && serves(jobClass, worker.types, worker.labels)) served.push(n);
    }
    const key = served.join(' ');
    let profile = this.#profiles.get(key);
    if (!profile) {
      profile = new Profile<GpuWorker>(served);
      this.#profiles.set(key, profile);
      this.#inOrder = [...this.#profiles.values()].sort((a, b) => a.served.length - b.served.length);
    }
    worker.profile = profile;
    profile.lineUp(worker);
  }

  #markDirty(classNumber: number): void {
    this.#turn += 1;
    this.#woken.set(classNumber, this.#turn);
    this.#dirty.add(classNumber);
  }

  #pump(): void {
    const reserved = new Set<number>();
    for (const profile of this.#inOrder) {
      if (this.#stopped || this.#underWay.size >= mostClaims) return;
      if (!profile.claim) this.#claimFor(profile, reserved);
      for (const n of profile.reserved) reserved.add(n);
    }
  }

  #claimFor(profile: Profile<GpuWorker>, reserved: ReadonlySet<number>): void {
    const classes = profile.served.filter((n) => !reserved.has(n));
    if (!classes.some((n) => this.#dirty.has(n))) return;
    const workers = profile.next(profile.want + 1);
    if (workers.length === 0) return;
    const all = workers.length <= profile.want;
    if (!all) workers.pop();
    profile.reserved = all ? [] : classes;
    const claim = this.#claim(profile, workers, classes).finally(() => {
      profile.claim = null;
      profile.reserved = [];
      this.#underWay.delete(claim);
      this.review();
    });
    profile.claim = claim;
    this.#underWay.add(claim);
  }

  async #claim(profile: Profile<GpuWorker>, workers: GpuWorker[], classes: readonly number[]): Promise<void> {
    const { claims, give, onError } = this.#parts;
    const turn = this.#turn;
    const claimedAt = performance.now();
    try {
      const names = workers.map(({ id }) => id);
      const { assigned, retryAfterMs } = await claims.claim(names, classes);
      for (const one of assigned) give(one, claimedAt);
      const gotAll = assigned.length === workers.length;
      profile.answered(gotAll);
      if (!gotAll) this.#markClean(classes, turn);
      if (retryAfterMs !== null) this.#lookAgainIn(retryAfterMs);
    } catch (error) {
      if (this.#stopped) return;
      onError(error);
      this.#markClean(classes, turn);
      this.#lookAgainIn(afterErrorMs);
    }
  }

  #markClean(classes: readonly number[], turn: number): void {
    for (const n of classes) if ((this.#woken.get(n) ?? 0) <= turn) this.#dirty.delete(n);
  }

  #lookAgainIn(ms: number): void {
    if (this.#stopped) return;
    this.#again ??= setTimeout(() => {
      this.#again = null;
      this.markAllDirty();
    }, ms).unref();
  }
}
