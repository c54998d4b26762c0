import { WebSocket } from 'ws';
import type { RuleId } from './rules';

// biome-ignore lint/suspicious/noExplicitAny: written as a stranger would, without the types of this project
type Frame = any;

interface Held {
  id: string;
  fence: number;
  timers: NodeJS.Timeout[];
  end: object | null;
}

/** How long each of its jobs takes, in ms. */
const jobMs = 700;

/**
 * A worker written from docs/worker-protocol.md alone, on a plain WebSocket. Told to, it breaks one rule and keeps all others.
 */
export class BareWorker {
  #ws!: WebSocket;
  #jobs = new Map<string, Held>();
  readonly #firstFences = new Map<string, number>();
  #beats: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #failures = 0;
  #notBefore = 0;
  #sockets = 0;
  #assigned = 0;
  #stopped = false;

  constructor(
    private readonly place: { url: string; token: string },
    private readonly breaks: RuleId | null = null,
  ) {
    this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#retry);
    clearInterval(this.#beats);
    for (const job of this.#jobs.values()) this.#forget(job);
    this.#ws.terminate();
  }

  #connect(): void {
    const token = this.breaks === 'R1' ? 'wrong' : this.place.token;
    const url = `${this.place.url.replace('http', 'ws')}/ws/worker`;
    const autoPong = this.breaks !== 'R5';
    this.#ws = new WebSocket(url, ['signalbox.v1', `bearer.${token}`], { autoPong });
    this.#ws.on('message', (data) => this.#receive(JSON.parse(String(data))));
    this.#ws.on('error', () => undefined);
    this.#ws.on('close', (code, reason) => this.#closed(code, String(reason)));
  }

  #closed(code: number, reason: string): void {
    clearInterval(this.#beats);
    if (this.#stopped) return;
    if (code === 1000 && reason === 'replaced' && this.breaks !== 'R25') return;
    for (const job of [...this.#jobs.values()]) {
      if (this.breaks === (job.end ? 'R21' : 'R20')) this.#forget(job);
    }
    const pauseMs = Math.min(10_000, 200 * 2 ** this.#failures++) * (0.5 + Math.random() / 2);
    const notBeforeMs = this.breaks === 'R23' ? 0 : this.#notBefore - Date.now();
    this.#retry = setTimeout(
      () => this.#connect(),
      Math.max(this.breaks === 'R24' ? 1 : pauseMs, notBeforeMs),
    );
  }

  #send(frame: object): void {
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.send(JSON.stringify(frame));
  }

  #heartbeat(first = false): void {
    const jobs = [...this.#jobs.values()].map(({ id, fence }) => ({ jobId: id, fence }));
    this.#send({ type: 'heartbeat', workers: [], jobs: this.breaks === 'R7' && !first ? [] : jobs });
  }

  #receive(frame: Frame): void {
    switch (frame.type) {
      case 'welcome':
        return this.#welcomed();
      case 'worker_registered':
        return this.#registered(frame.heartbeatMs);
      case 'job_assigned':
        return this.#take(frame);
      case 'job_cancelled':
        return this.breaks === 'R17' ? undefined : this.#revoked(frame);
      case 'lease_lost':
        return this.breaks === 'R18' ? undefined : this.#revoked(frame);
      case 'accepted':
      case 'rejected':
        return this.#revoked(frame);
      case 'draining':
        return this.#draining(frame.reconnectAfterMs);
      default:
        if (this.breaks === 'R16') this.#ws.close();
    }
  }

  #welcomed(): void {
    this.#failures = 0;
    this.#sockets += 1;
    const gpus = [{ id: 'gpu0', model: 'Test', memoryMb: 1024 }];
    if (this.breaks === 'R2' && this.#sockets === 1) this.#send({ type: 'heartbeat', workers: [], jobs: [] });
    this.#send({ type: 'register_worker', machineId: 'bare', gpus, jobTypes: ['task'], slotsPerGpu: 2 });
  }

  #registered(heartbeatMs: number): void {
    this.#heartbeat(true);
    if (this.breaks !== 'R6') this.#beats = setInterval(() => this.#heartbeat(), heartbeatMs);
    for (const job of this.#jobs.values()) if (job.end) this.#send(job.end);
    if (this.breaks === 'R3') this.#ws.send('{"type":"heartbeat",');
  }

  #take({ job, fence }: Frame): void {
    this.#assigned += 1;
    const known = this.#jobs.get(job.id);
    if (this.breaks === 'R8' && this.#assigned === 1) return;
    if (this.breaks === 'R14' && this.#jobs.size > 0) return;
    if (this.breaks === 'R15' && job.type !== 'task') return;
    const kept = this.breaks === 'R19' ? (this.#firstFences.get(job.id) ?? fence) : fence;
    this.#firstFences.set(job.id, kept);
    this.#forget(known);
    const held: Held = { id: job.id, fence: kept, timers: [], end: null };
    this.#jobs.set(job.id, held);
    const mark = { jobId: held.id, fence: held.fence };
    this.#send({ type: 'assignment_ack', ...mark });
    if (job.type !== 'task') {
      const error = { code: 'UNKNOWN_JOB_TYPE', message: `no ${job.type} here` };
      return this.#end(held, { type: 'job_fail', ...mark, error, retryable: false });
    }
    this.#work(held, mark);
  }

  #work(held: Held, mark: { jobId: string; fence: number }): void {
    const { breaks } = this;
    this.#send({ type: 'job_progress', ...mark, percent: breaks === 'R12' ? 150 : 10, note: 'begun' });
    this.#send({ type: 'job_chunk', ...mark, seq: 1, data: breaks === 'R4' ? 'x'.repeat(1_200_000) : 'one' });
    this.#send({ type: 'job_chunk', ...mark, seq: breaks === 'R13' ? 3 : 2, data: 'two' });
    if (breaks === 'R9')
      this.#send({ type: 'job_progress', jobId: held.id, fence: held.fence + 1000, percent: 5 });
    if (breaks === 'R10' && this.#assigned === 2) return;
    held.timers.push(
      setTimeout(() => this.#end(held, { type: 'job_complete', ...mark, result: 'done' }), jobMs),
    );
  }

  #end(held: Held, frame: object): void {
    held.end = frame;
    this.#send(frame);
    if (this.breaks === 'R11') this.#send(frame);
  }

  #revoked({ jobId, fence }: Frame): void {
    const held = this.#jobs.get(jobId);
    if (held?.fence === fence) this.#forget(held);
  }

  #draining(reconnectAfterMs: number): void {
    this.#notBefore = Date.now() + reconnectAfterMs;
    if (this.breaks !== 'R22') return;
    for (const held of this.#jobs.values()) {
      for (const timer of held.timers) clearTimeout(timer);
      this.#end(held, { type: 'release_job', jobId: held.id, fence: held.fence });
    }
  }

  #forget(held: Held | undefined): void {
    if (!held) return;
    for (const timer of held.timers) clearTimeout(timer);
    if (this.#jobs.get(held.id) === held) this.#jobs.delete(held.id);
  }
}
