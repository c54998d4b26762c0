import type { DeliveryListener } from '../../src-core/queue/delivery-watch';
import type { Watch } from '../../src-core/queue/delivery';
import type { JobError } from '../../src-core/protocol/job';
import type { JobState } from '../../src-core/protocol/job-state';
import { assertNever } from '../../src-core/protocol/assert-never';
import type { DeliveryEvent } from '../../src-core/queue/types';
import { chunkForTerminal, chunkText } from './chunk-text';
import { fineDuration } from './duration';
import { oneLine } from './plain-text';
import type { Run } from './run';
import { StatusLine } from './status-line';

/** How a followed job ended, or that its follower left. */
export interface Ending {
  state: JobState;
  /** Of a completed job. */
  result?: unknown;
  /** Of any other finished one. */
  error?: JobError;
  /** What the last attempt streamed; only kept for JSON output. */
  chunks: unknown[];
  /** Ctrl+C: the job goes on. */
  interrupted: boolean;
}

export interface FollowOptions {
  /** Print chunks and progress as they come. */
  stream: boolean;
  /** Ctrl+C cancels the job instead of leaving it. */
  cancel?: (id: string) => Promise<unknown>;
  /** Told once when the job still waits after three seconds. */
  onLongWait?: () => void;
}

const longWaitMs = 3000;
const errorStates: Record<string, JobState> = { JOB_CANCELLED: 'cancelled', JOB_EXPIRED: 'expired' };

/** Shows a job's way on the terminal and collects how it ends. */
export class Follower {
  readonly #run: Run;
  readonly #type: string;
  readonly #options: FollowOptions;
  readonly #since: number;
  readonly #line: StatusLine;
  readonly #end: Promise<Ending>;
  #settle: { resolve: (ending: Ending) => void; reject: (error: unknown) => void };
  #state: JobState = 'waiting';
  #progress = '';
  #chunks: unknown[] = [];
  /** Text is on stdout whose line has no end yet. */
  #midLine = false;
  #cancelling = false;

  constructor(run: Run, type: string, options: FollowOptions) {
    this.#run = run;
    this.#type = type;
    this.#options = options;
    this.#since = run.io.now();
    this.#line = new StatusLine(run.io.stderr, () => this.#status());
    this.#settle = { resolve: () => undefined, reject: () => undefined };
    this.#end = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  /** Where the job's events go. */
  readonly listener: DeliveryListener = (event) => this.#take(event);

  /**
   * Resolves when the job is finished or Ctrl+C was pressed; rejects when it cannot be followed any longer. Ctrl+C counts
   * from the start, also before the watch is there.
   */
  async until(opening: Promise<Watch>): Promise<Ending> {
    let watch: Watch | null = null;
    let early = false;
    const release = this.#run.io.onInterrupt(() => {
      if (watch) this.#interrupt(watch);
      else early = true;
    });
    try {
      watch = await opening;
      if (early) this.#interrupt(watch);
      return await this.#untilEnd(watch);
    } finally {
      release();
    }
  }

  async #untilEnd(watch: Watch): Promise<Ending> {
    const timer = setTimeout(() => {
      if (this.#state === 'waiting') this.#options.onLongWait?.();
    }, longWaitMs);
    this.#line.show();
    try {
      return await this.#end;
    } finally {
      clearTimeout(timer);
      this.#line.hide();
      this.#endLine();
      watch.close();
    }
  }

  /** Prints a message where it does not mix with the status line or streamed text. */
  tell(message: string): void {
    this.#line.hide();
    this.#endLine();
    this.#run.tell(message);
    this.#line.show();
  }

  #take(event: DeliveryEvent): void {
    switch (event.type) {
      case 'state':
        this.#state = event.state;
        this.#progress = '';
        break;
      case 'progress':
        this.#progress = `${event.percent} %${event.note ? ` ${oneLine(event.note)}` : ''}`;
        break;
      case 'chunk':
        this.#chunk(event.data);
        break;
      case 'reset':
        this.#chunks = [];
        if (this.#options.stream) this.tell(`Attempt ${event.attempt} starts over.`);
        break;
      case 'trimmed':
        if (this.#options.stream) this.tell(`What came before chunk ${event.firstSeq} is not kept any more.`);
        break;
      case 'result':
        this.#finish('completed', { result: event.result });
        break;
      case 'error':
        if (event.willRetry) this.#attemptFailed(event.error);
        else this.#finish(errorStates[event.error.code] ?? 'dead', { error: event.error });
        break;
      case 'broken':
        this.#settle.reject(event.error);
        break;
      default:
        assertNever(event);
    }
  }

  #chunk(data: unknown): void {
    if (!this.#options.stream) return;
    if (this.#run.json) {
      this.#chunks.push(data);
      return;
    }
    const { stdout } = this.#run.io;
    const text = stdout.isTTY ? chunkForTerminal(this.#type, data) : chunkText(this.#type, data);
    if (text === '') return;
    this.#line.hide();
    stdout.write(text);
    this.#midLine = !text.endsWith('\n');
  }

  #attemptFailed(error: JobError): void {
    this.#state = 'scheduled';
    this.#progress = '';
    this.tell(`An attempt failed and will be tried again: ${oneLine(`${error.code}: ${error.message}`)}`);
  }

  #finish(state: JobState, outcome: { result?: unknown; error?: JobError }, interrupted = false): void {
    this.#settle.resolve({ state, ...outcome, chunks: this.#chunks, interrupted });
  }

  #interrupt(watch: Watch): void {
    const { cancel } = this.#options;
    // The second time its user does not want to wait for the end either.
    if (!cancel || this.#cancelling) {
      this.#finish(this.#state, {}, true);
      return;
    }
    this.#cancelling = true;
    this.tell('Cancelling the job ...');
    // Its end arrives as an event; when it has just finished, that one does.
    cancel(watch.jobId).catch(() => undefined);
  }

  #endLine(): void {
    if (this.#midLine) this.#run.io.stdout.write('\n');
    this.#midLine = false;
  }

  #status(): string {
    const elapsed = fineDuration(Math.floor((this.#run.io.now() - this.#since) / 100) * 100);
    return [this.#state, this.#progress, elapsed].filter((part) => part !== '').join(' · ');
  }
}
