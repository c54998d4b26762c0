import type { RecordedFrame } from '../../../src-core/protocol/monitor-frames';
import type { GatewayLimits } from '../../../src-core/protocol/limits';
import { maskSecrets } from '../../../src-core/redaction/mask-secrets';

/** Characters kept of a frame's text; of a chunk, of which there are many, fewer. */
const keptText = 2000;
const keptChunkText = 200;
/** About what a kept frame takes besides its text, in bytes. */
const overheadBytes = 200;

/** Whose frames they are. */
interface Connection {
  readonly id: string;
  readonly role: RecordedFrame['role'];
  /** The principal's key. */
  readonly key: string;
}

/** A frame as it is remembered. It is masked when it is shown, so that recording costs next to nothing. */
export interface KeptFrame {
  readonly seq: number;
  readonly at: number;
  readonly connection: Connection;
  readonly direction: RecordedFrame['direction'];
  readonly type: string;
  readonly bytes: number;
  readonly text: string;
  jobId: string | undefined;
  /** The next frame of the same job. */
  next: KeptFrame | null;
  /** Fallen out of the ring. */
  gone: boolean;
}

type Limits = Pick<GatewayLimits, 'recordedFrames' | 'recordedBytes'>;

/** Remembers the last frames of this gateway's sockets, in bounded memory, and finds those of one job. */
export class FrameRecorder {
  readonly #ring: (KeptFrame | undefined)[] = [];
  readonly #byJob = new Map<string, { first: KeptFrame; last: KeptFrame }>();
  /** Sequence numbers of the oldest frame and of the next one. */
  #oldest = 0;
  #next = 0;
  #bytes = 0;

  constructor(private readonly limits: Limits) {}

  /** Records the frames of one socket. */
  tap(id: string, role: RecordedFrame['role'], key: string): FrameTap {
    return new FrameTap(this, { id, role, key });
  }

  /** The sequence number the next frame gets. */
  get position(): number {
    return this.#next;
  }

  /** The newest frames from `position` on, at most `most`, oldest first; and how many were left out. */
  since(position: number, most: number): { frames: RecordedFrame[]; dropped: number } {
    const first = Math.max(position, this.#oldest, this.#next - most);
    const frames: RecordedFrame[] = [];
    for (let seq = first; seq < this.#next; seq += 1) frames.push(shown(this.#at(seq) as KeptFrame));
    return { frames, dropped: first - position };
  }

  /** The frames that name a job, oldest first; with `key` only those of that principal's sockets. */
  ofJob(jobId: string, key?: string): RecordedFrame[] {
    const frames: KeptFrame[] = [];
    for (let frame = this.#byJob.get(jobId)?.first ?? null; frame; frame = frame.next) {
      if (!frame.gone && (key === undefined || frame.connection.key === key)) frames.push(frame);
    }
    return frames.sort((a, b) => a.seq - b.seq).map(shown);
  }

  /** Says which job a frame was about, when that is known only afterwards. */
  nameJob(frame: KeptFrame, jobId: string): void {
    if (frame.gone || frame.jobId !== undefined) return;
    frame.jobId = jobId;
    this.#index(jobId, frame);
  }

  /** Adds a frame and drops the oldest ones that no longer fit. */
  add(
    connection: Connection,
    direction: RecordedFrame['direction'],
    type: string,
    jobId: string | undefined,
    bytes: number,
    text: string,
  ): KeptFrame {
    const frame: KeptFrame = {
      seq: this.#next,
      at: Date.now(),
      connection,
      direction,
      type,
      bytes,
      text: cut(text, type === 'job_chunk' ? keptChunkText : keptText),
      jobId,
      next: null,
      gone: false,
    };
    this.#bytes += overheadBytes + frame.text.length;
    while (this.#isFull()) this.#dropOldest();
    this.#ring[this.#next % this.limits.recordedFrames] = frame;
    this.#next += 1;
    if (jobId !== undefined) this.#index(jobId, frame);
    return frame;
  }

  #at(seq: number): KeptFrame | undefined {
    return this.#ring[seq % this.limits.recordedFrames];
  }

  #isFull(): boolean {
    const count = this.#next - this.#oldest;
    return count >= this.limits.recordedFrames || (count > 0 && this.#bytes > this.limits.recordedBytes);
  }

  #dropOldest(): void {
    const frame = this.#at(this.#oldest) as KeptFrame;
    this.#ring[this.#oldest % this.limits.recordedFrames] = undefined;
    this.#oldest += 1;
    this.#bytes -= overheadBytes + frame.text.length;
    frame.gone = true;
    const list = frame.jobId === undefined ? undefined : this.#byJob.get(frame.jobId);
    if (!list) return;
    let first: KeptFrame | null = list.first;
    while (first?.gone) first = first.next;
    if (first) list.first = first;
    else this.#byJob.delete(frame.jobId as string);
  }

  #index(jobId: string, frame: KeptFrame): void {
    const list = this.#byJob.get(jobId);
    if (list) {
      list.last.next = frame;
      list.last = frame;
    } else this.#byJob.set(jobId, { first: frame, last: frame });
  }
}

/** Records the frames of one socket. */
export class FrameTap {
  constructor(
    private readonly recorder: FrameRecorder,
    private readonly connection: Connection,
  ) {}

  /** A frame to the gateway. */
  received(type: string, jobId: string | undefined, bytes: number, text: string): KeptFrame {
    return this.recorder.add(this.connection, 'in', type, jobId, bytes, text);
  }

  /** A frame from the gateway. */
  sent(type: string, jobId: string | undefined, text: string): void {
    this.recorder.add(this.connection, 'out', type, jobId, Buffer.byteLength(text), text);
  }
}

/** The beginning of a text, as a copy: a slice would keep the whole text in memory. */
function cut(text: string, length: number): string {
  return text.length <= length ? text : Buffer.from(text.slice(0, length)).toString();
}

function shown({ at, connection, direction, type, jobId, bytes, text }: KeptFrame): RecordedFrame {
  const { id: connectionId, role } = connection;
  const about = jobId === undefined ? {} : { jobId };
  return { at, connectionId, role, direction, type, ...about, bytes, text: maskSecrets(text) };
}
