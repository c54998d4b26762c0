import type { ConnectionSpec } from '../../protocol/connection-spec';
import type { Dial, FrameData, Wire } from '../wire';
import { Recorder, type RecorderOptions } from './recorder';

const deadlineMs = 10_000;

type Frame = Record<string, unknown>;

/** Several connections that a test talks over by hand, with everything recorded. */
export class Talk {
  readonly recorder: Recorder;
  readonly #wires = new Map<string, Wire>();
  readonly #frames = new Map<string, Frame[]>();
  readonly #closed = new Set<string>();
  readonly #checks = new Set<() => void>();

  constructor(
    private readonly dial: Dial,
    options: Partial<RecorderOptions> = {},
  ) {
    this.recorder = new Recorder({ name: 'A talk', madeBy: 'a test', ...options });
  }

  async open(name: string, spec: ConnectionSpec): Promise<void> {
    this.#frames.set(name, []);
    let fault: string | null = null;
    let isOpen = false;
    const wire = this.dial(name, spec, {
      opened: () => {
        this.recorder.opened(name, spec);
        isOpen = true;
        this.#changed();
      },
      received: (data) => this.#received(name, data),
      failed: (message) => {
        fault = message;
        this.#changed();
      },
      closed: (closing) => {
        this.recorder.closed(name, closing);
        this.#closed.add(name);
        this.#changed();
      },
    });
    this.#wires.set(name, wire);
    await this.#until(() => isOpen || fault !== null, `${name} to be open`);
    if (fault !== null) throw new Error(fault);
  }

  send(name: string, data: object | string | Uint8Array): void {
    const raw = typeof data === 'string' || data instanceof Uint8Array ? data : JSON.stringify(data);
    this.recorder.frame(name, 'sent', raw);
    this.#wires.get(name)?.send(raw);
  }

  /** The first frame of this type that came, or comes, and was not answered yet. */
  async next(name: string, type: string): Promise<Frame> {
    const frames = this.#frames.get(name) as Frame[];
    const find = () => frames.findIndex((one) => one.type === type);
    await this.#until(() => find() >= 0, `${type} on ${name}`);
    return frames.splice(find(), 1)[0] as Frame;
  }

  async close(name: string): Promise<void> {
    this.#wires.get(name)?.close();
    await this.#until(() => this.#closed.has(name), `${name} to be closed`);
  }

  async closeAll(): Promise<void> {
    for (const name of this.#wires.keys()) await this.close(name);
  }

  #received(name: string, data: FrameData): void {
    this.recorder.frame(name, 'received', data);
    const isJson = typeof data === 'string' && data.startsWith('{');
    this.#frames.get(name)?.push(isJson ? JSON.parse(data) : { type: 'plain', data });
    this.#changed();
  }

  #changed(): void {
    for (const check of [...this.#checks]) check();
  }

  #until(done: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#checks.delete(check);
        reject(new Error(`Waited ${deadlineMs} ms for ${what}; it has ${JSON.stringify([...this.#frames])}`));
      }, deadlineMs);
      const check = () => {
        if (!done()) return;
        clearTimeout(timer);
        this.#checks.delete(check);
        resolve();
      };
      this.#checks.add(check);
      check();
    });
  }
}

/** Plays one whole job by hand: its client, the machine that runs it, and a monitor that looks on. */
export async function playJob(talk: Talk, payload: unknown, options: object = {}): Promise<void> {
  await talk.open('monitor', { role: 'monitor' });
  await talk.next('monitor', 'welcome');
  talk.send('monitor', { type: 'subscribe', ref: 's', topics: ['stats', 'jobs', 'workers'] });
  await talk.next('monitor', 'ok');
  await talk.open('gpu', { role: 'worker' });
  await talk.next('gpu', 'welcome');
  talk.send('gpu', {
    type: 'register_worker',
    ref: 1,
    machineId: 'gpu-box',
    gpus: [{ id: 'gpu0', model: 'A100', memoryMb: 81_920 }],
    jobTypes: ['render'],
  });
  await talk.next('gpu', 'worker_registered');
  await talk.open('client', { role: 'client' });
  await talk.next('client', 'welcome');
  talk.send('client', { type: 'submit_job', ref: 'r1', job: { type: 'render', payload, ...options } });
  await talk.next('client', 'job_accepted');
  const { job, fence } = (await talk.next('gpu', 'job_assigned')) as { job: { id: string }; fence: number };
  const held = { jobId: job.id, fence };
  talk.send('gpu', { type: 'assignment_ack', ref: 2, ...held });
  await talk.next('gpu', 'ok');
  talk.send('gpu', { type: 'job_progress', ref: 3, ...held, percent: 50, note: `half of ${job.id}` });
  await talk.next('client', 'job_progress');
  for (const seq of [1, 2]) {
    talk.send('gpu', { type: 'job_chunk', ...held, seq, data: { piece: seq } });
    await talk.next('client', 'job_chunk');
  }
  talk.send('gpu', { type: 'job_complete', ref: 4, ...held, result: { picture: 'done', of: payload } });
  await talk.next('gpu', 'accepted');
  await talk.next('client', 'job_result');
  talk.send('client', { type: 'get_job', ref: 'r2', jobId: job.id });
  await talk.next('client', 'job');
  await talk.closeAll();
}
