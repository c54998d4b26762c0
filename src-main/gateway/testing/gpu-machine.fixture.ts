import { once } from 'node:events';
import type { ClientOptions } from 'ws';
import type { AnyFrame, Frames, Rig } from './rig.fixture';

/** A machine on `/ws/worker` whose every frame the test sends. */
export class GpuMachine {
  #assigned = 0;

  private constructor(
    readonly frames: Frames,
    readonly id: string,
  ) {}

  /** Opens the socket without registering. */
  static async open(rig: Rig, id: string, at: { url?: string; token?: string } & ClientOptions = {}) {
    const { url = rig.address.url, token = 'gpu-token', ...options } = at;
    return new GpuMachine(await rig.open(token, url, options, '/ws/worker'), id);
  }

  /** Connects and registers; with nothing said, as one CPU worker of one slot that runs `echo`. */
  static async register(
    rig: Rig,
    id: string,
    about: object = {},
    at: { url?: string; token?: string } = {},
  ): Promise<GpuMachine> {
    const machine = await GpuMachine.open(rig, id, at);
    machine.send('register_worker', { machineId: id, jobTypes: ['echo'], ...about });
    await machine.frames.next('worker_registered');
    return machine;
  }

  send(type: string, fields: object = {}): void {
    this.frames.send({ type, ...fields });
  }

  next(...types: string[]): Promise<AnyFrame> {
    return this.frames.next(...types);
  }

  /** The next job it is given, also when `next` has passed over it. */
  async assigned(): Promise<AnyFrame> {
    for (;;) {
      const all = this.frames.all.filter(({ type }) => type === 'job_assigned');
      if (all.length > this.#assigned) return all[this.#assigned++];
      await once(this.frames.ws, 'message');
    }
  }

  /** The next job it is given, acknowledged. */
  async take(): Promise<AnyFrame> {
    const assigned = await this.assigned();
    this.about(assigned, 'assignment_ack');
    return assigned;
  }

  /** Says something of an assigned job. */
  about(assigned: AnyFrame, type: string, fields: object = {}): void {
    this.send(type, { jobId: assigned.job.id, fence: assigned.fence, ...fields });
  }

  /** Completes it and waits for the answer. */
  async complete(assigned: AnyFrame, result: unknown = null): Promise<AnyFrame> {
    this.about(assigned, 'job_complete', { result });
    return await this.next('accepted', 'rejected');
  }

  /** Says which jobs it still runs; resolves when the gateway has read it. */
  async heartbeat(...jobs: AnyFrame[]): Promise<void> {
    const named = jobs.map(({ job, fence }) => ({ jobId: job.id, fence }));
    this.send('heartbeat', { ref: 'beat', workers: [], jobs: named });
    await this.next('ok');
  }

  /** The types of all frames about a job. */
  told(jobId: string): string[] {
    return this.frames.all
      .filter((frame: AnyFrame) => (frame.jobId ?? frame.job?.id) === jobId)
      .map(({ type }) => type);
  }
}
