import { type ApiError, asApiError } from '../../../connection/api-error';
import type { JobRow } from './job-row';
import type { JobSource, SearchProgress } from './job-source';

/** What a list of jobs has come to. The same object until something changes. */
export interface JobListState {
  rows: readonly JobRow[];
  /**
   * - `reading`: a page, or a search, is on its way
   * - `more`: there is more, to be read when it is wanted
   * - `done`: that is all
   * - `stopped`: a search was ended early
   */
  phase: 'reading' | 'more' | 'done' | 'stopped' | 'failed';
  progress: SearchProgress | null;
  error: ApiError | null;
  /** Nothing was read yet. */
  first: boolean;
}

/** Hits of a search are shown this often; ms. */
const showMs = 250;

/** Jobs read from a source, row by row, and changed in place. One job is in it once, however often it is read. */
export class JobList {
  #state: JobListState = { rows: [], phase: 'more', progress: null, error: null, first: true };
  readonly #places = new Map<string, number>();
  readonly #listeners = new Set<() => void>();
  #fresh: JobRow[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reading: AbortController | null = null;

  constructor(private readonly source: JobSource) {}

  get state(): JobListState {
    return this.#state;
  }

  get isSearch(): boolean {
    return this.source.isSearch;
  }

  /** Calls back after every change until the function it returns is called. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  has(key: string): boolean {
    return this.#places.has(key);
  }

  /** Reads on, unless that is under way or there is no more. Ends when the reading does. */
  async read(): Promise<void> {
    if (this.#reading || this.#state.phase === 'done' || this.#state.phase === 'stopped') return;
    const reading = new AbortController();
    this.#reading = reading;
    this.#change({ phase: 'reading', error: null });
    try {
      const before = this.#places.size;
      let done = false;
      // A page may be empty though there are more: jobs moved on meanwhile.
      while (!done && !reading.signal.aborted && this.#places.size === before)
        done = await this.source.read(
          (rows) => this.#take(rows),
          (progress) => this.#change({ progress }),
          reading.signal,
        );
      if (!reading.signal.aborted) this.#end(done ? 'done' : 'more', null);
    } catch (error) {
      if (!reading.signal.aborted) this.#end('failed', asApiError(error));
    }
  }

  /** Ends a search early; what it found stays. */
  stop(): void {
    if (!this.#reading) return;
    this.#reading.abort();
    this.#end('stopped', null);
  }

  /** Changes rows that are there; others are left alone. */
  update(rows: readonly JobRow[]): void {
    this.#show();
    let changed: JobRow[] | null = null;
    for (const row of rows) {
      const place = this.#places.get(row.key);
      if (place === undefined) continue;
      changed ??= [...this.#state.rows];
      changed[place] = row;
    }
    if (changed) this.#change({ rows: changed });
  }

  /** The row with this key. */
  row(key: string): JobRow | undefined {
    const place = this.#places.get(key);
    return place === undefined
      ? undefined
      : (this.#state.rows[place] ?? this.#fresh[place - this.#state.rows.length]);
  }

  /** Gives up on what is under way: nobody looks any more. It can be read on afterwards. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#reading) return;
    this.#reading.abort();
    this.#reading = null;
    this.#state = { ...this.#state, phase: 'more' };
  }

  #take(rows: readonly JobRow[]): void {
    for (const row of rows) {
      if (this.#places.has(row.key)) continue;
      this.#places.set(row.key, this.#state.rows.length + this.#fresh.length);
      this.#fresh.push(row);
    }
    if (this.#fresh.length > 0) this.#timer ??= setTimeout(() => this.#show(), showMs);
  }

  #show(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#fresh.length === 0) return;
    const rows = [...this.#state.rows, ...this.#fresh];
    this.#fresh = [];
    this.#change({ rows });
  }

  #end(phase: JobListState['phase'], error: ApiError | null): void {
    this.#reading = null;
    this.#show();
    this.#change({ phase, error, first: phase === 'failed' && this.#state.first });
  }

  #change(change: Partial<JobListState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
