import type { JobView } from '../../../../src-core/protocol/http';

/** How far the change of many payloads has come. */
export interface PayloadRun {
  state: 'running' | 'done' | 'stopped' | 'failed';
  /** Jobs looked at so far: `changed + unchanged + refused.length`. */
  done: number;
  changed: number;
  /** Those whose payload is already as it should be. */
  unchanged: number;
  /** Those that could not be changed, with the reason: most are no dead letters any more. */
  refused: { id: string; message: string }[];
  /** Payloads as they were, to bring them back; null when they were too large to keep. */
  before: Map<string, unknown> | null;
  /** Why it failed. */
  error: string | null;
}

interface PayloadChangeJob {
  /** The jobs, page by page. */
  pages: AsyncIterable<JobView[]>;
  /** The payload a job should have. */
  change: (job: JobView) => unknown;
  /** Writes it; answers why it was refused, or null. Throws when going on makes no sense. */
  write: (job: JobView, payload: unknown) => Promise<string | null>;
  onProgress: (run: PayloadRun) => void;
  signal: AbortSignal;
}

/** Writes under way at once. */
const atOnce = 8;
/** JSON characters of earlier payloads that are kept, at most. */
const maxKept = 20_000_000;

/** Gives every job its changed payload. Stops between writes when `signal` says so; never throws. */
export async function changePayloads(job: PayloadChangeJob): Promise<PayloadRun> {
  const run = new Running();
  const { signal } = job;
  try {
    for await (const page of job.pages) {
      for (let n = 0; n < page.length && !signal.aborted; n += atOnce) {
        await Promise.all(page.slice(n, n + atOnce).map((one) => changeOne(job, one, run)));
        job.onProgress(run.seen('running'));
      }
      if (signal.aborted) break;
    }
    return finished(job, run.seen(signal.aborted ? 'stopped' : 'done'));
  } catch (error) {
    if (signal.aborted) return finished(job, run.seen('stopped'));
    return finished(job, run.seen('failed', (error as Error).message));
  }
}

function finished({ onProgress }: PayloadChangeJob, run: PayloadRun): PayloadRun {
  onProgress(run);
  return run;
}

async function changeOne({ change, write }: PayloadChangeJob, job: JobView, run: Running): Promise<void> {
  const payload = change(job);
  if (JSON.stringify(payload) === JSON.stringify(job.payload)) {
    run.unchanged += 1;
    return;
  }
  const refusal = await write(job, payload);
  if (refusal === null) run.wasChanged(job);
  else run.refused.push({ id: job.id, message: refusal });
}

/** A run that has looked at no job yet. */
export const notBegun: PayloadRun = {
  state: 'running',
  done: 0,
  changed: 0,
  unchanged: 0,
  refused: [],
  before: null,
  error: null,
};

/** The counts while it goes on. */
class Running {
  unchanged = 0;
  readonly refused: PayloadRun['refused'] = [];
  #changed = 0;
  #before: Map<string, unknown> | null = new Map();
  #kept = 0;

  wasChanged({ id, payload }: JobView): void {
    this.#changed += 1;
    this.#kept += JSON.stringify(payload)?.length ?? 0;
    if (this.#kept > maxKept) this.#before = null;
    this.#before?.set(id, payload);
  }

  seen(state: PayloadRun['state'], error: string | null = null): PayloadRun {
    const { unchanged } = this;
    const refused = [...this.refused];
    const changed = this.#changed;
    const done = changed + unchanged + refused.length;
    return { state, done, changed, unchanged, refused, before: this.#before, error };
  }
}
