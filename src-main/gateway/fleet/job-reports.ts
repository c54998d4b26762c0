import { assertNever } from '../../../src-core/protocol/assert-never';
import { SignalboxError } from '../../../src-core/protocol/errors';
import type { WorkerFrame } from '../../../src-core/protocol/worker-frames';
import type { FleetClaims } from '../../../src-core/queue/fleet-claims';
import { encodePayload } from '../../../src-core/queue/options';
import type { Outcome } from '../../../src-core/queue/types';
import type { Adoption } from './adoption';
import type { Assignment } from './assignment';
import type { HeldJobs } from './held-jobs';
import type { Machine } from './machine';

type FrameOf<Type extends WorkerFrame['type']> = Extract<WorkerFrame, { type: Type }>;
type Final = FrameOf<'job_complete' | 'job_fail' | 'release_job'>;
/** A frame about one job. */
export type JobFrame = FrameOf<'assignment_ack' | 'job_progress' | 'job_chunk'> | Final;

interface Parts {
  claims: FleetClaims;
  held: HeldJobs;
  adoption: Adoption;
  /** Chunks of one machine that may wait for Redis before its socket is no longer read. */
  chunksWaiting: number;
  onError: (error: unknown) => void;
}

/** What machines say of their jobs: each is checked against the fence, here or in Redis. */
export class JobReports {
  readonly #parts: Parts;
  /** Final reports on their way to Redis, as 'ID FENCE'. */
  readonly #ending = new Set<string>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @throws SignalboxError INVALID_MESSAGE, PAYLOAD_TOO_LARGE: a chunk that does not fit */
  receive(machine: Machine, frame: JobFrame): void {
    const { jobId, fence } = frame;
    const found = this.#find(machine, jobId, fence);
    if (found === 'lost') return this.#refuse(machine, frame);
    if (found !== 'unknown') return this.#take(found, frame);
    machine.asked += 1;
    this.#parts.adoption
      .adopt(machine, { id: jobId, fence })
      .then((answer) => {
        if (typeof answer === 'string') this.#refuse(machine, frame);
        else this.#take(answer, frame);
      })
      .catch((error: unknown) => this.#failed(machine, frame, error))
      .finally(() => this.#answered(machine));
  }

  /** A heartbeat names a job: its lease is extended, wherever it was assigned. */
  heartbeat(machine: Machine, jobId: string, fence: number): void {
    const key = `${jobId} ${fence}`;
    if (this.#ending.has(key)) return;
    const found = this.#find(machine, jobId, fence);
    if (found === 'lost') return this.#tellLost(machine, jobId, fence);
    if (found !== 'unknown') return this.#renew(found);
    void this.adopt(machine, jobId, fence).then((assignment) => assignment && this.#renew(assignment));
  }

  /** Takes over a job the machine still holds; null, and the machine is told, when it does not. */
  async adopt(machine: Machine, jobId: string, fence: number): Promise<Assignment | null> {
    try {
      const answer = await this.#parts.adoption.adopt(machine, { id: jobId, fence });
      if (typeof answer !== 'string') return answer;
      if (answer === 'lost') this.#tellLost(machine, jobId, fence);
      else machine.link?.send({ type: 'job_cancelled', jobId, fence });
    } catch (error) {
      this.#parts.onError(error);
    }
    return null;
  }

  #find(machine: Machine, jobId: string, fence: number): Assignment | 'lost' | 'unknown' {
    const key = `${jobId} ${fence}`;
    if (this.#ending.has(key) || machine.told.has(key)) return 'lost';
    const here = this.#parts.held.get(jobId);
    if (!here || here.fence < fence) return 'unknown';
    return here.fence === fence && here.machine === machine ? here : 'lost';
  }

  #renew(assignment: Assignment): void {
    assignment.ackBy = null;
    this.#parts.held.renew(assignment);
  }

  #take(assignment: Assignment, frame: JobFrame): void {
    assignment.ackBy = null;
    const { id, fence, machine } = assignment;
    switch (frame.type) {
      case 'assignment_ack':
        return machine.ok(frame.ref);
      case 'job_progress':
        this.#progress(assignment, frame.percent, frame.note ?? '');
        return machine.ok(frame.ref);
      case 'job_chunk':
        return this.#chunk(assignment, frame);
      case 'job_complete':
        return this.#end(assignment, frame, { kind: 'complete', id, fence, result: frame.result });
      case 'job_fail': {
        const { error, retryable } = frame;
        return this.#end(assignment, frame, { kind: 'fail', id, fence, error, retryable });
      }
      case 'release_job':
        return this.#end(assignment, frame, { kind: 'release', id, fence });
      default:
        return assertNever(frame);
    }
  }

  /** One note is under way at a time; the newest of those that come meanwhile follows it. */
  #progress(assignment: Assignment, percent: number, note: string): void {
    if (assignment.telling) {
      assignment.next = { percent, note };
      return;
    }
    assignment.telling = true;
    this.#parts.claims
      .progress(assignment, percent, note)
      .then((answer) => {
        if (answer === 'lease_lost') this.#parts.held.lose(assignment, 'lost');
      })
      .catch(this.#parts.onError)
      .finally(() => {
        assignment.telling = false;
        const { next } = assignment;
        assignment.next = null;
        if (next && this.#parts.held.get(assignment.id) === assignment)
          this.#progress(assignment, next.percent, next.note);
      });
  }

  #chunk(assignment: Assignment, { seq, data, ref }: FrameOf<'job_chunk'>): void {
    const { machine, chunks } = assignment;
    if (seq <= chunks) return machine.ok(ref);
    if (seq > chunks + 1) {
      throw new SignalboxError(
        'INVALID_MESSAGE',
        `job_chunk: seq ${seq} leaves a gap; accepted: ${chunks + 1}`,
      );
    }
    const json = encodePayload(data);
    assignment.chunks = seq;
    this.#waiting(machine, 1);
    const storing = this.#parts.claims
      .chunk(assignment, seq, json)
      .then((answer) => {
        if (answer === 'lease_lost') this.#parts.held.lose(assignment, 'lost');
        else machine.ok(ref);
      })
      .catch(this.#parts.onError)
      .finally(() => {
        if (assignment.storing === storing) assignment.storing = null;
        this.#waiting(machine, -1);
      });
    assignment.storing = storing;
  }

  /** A machine whose chunks Redis cannot take as fast as they come is not read until they are through. */
  #waiting(machine: Machine, change: 1 | -1): void {
    const { chunksWaiting } = this.#parts;
    machine.chunksWaiting += change;
    if (change > 0 && machine.chunksWaiting === chunksWaiting) machine.link?.pause();
    else if (change < 0 && machine.chunksWaiting === Math.floor(chunksWaiting / 2)) machine.link?.resume();
  }

  #end(assignment: Assignment, frame: Final, outcome: Outcome): void {
    const { machine, id: jobId, fence } = assignment;
    const key = `${jobId} ${fence}`;
    this.#parts.held.remove(assignment);
    this.#ending.add(key);
    machine.asked += 1;
    // Its end must not overtake its chunks.
    const { storing } = assignment;
    const finishing = storing
      ? storing.then(() => this.#parts.claims.finish(outcome))
      : this.#parts.claims.finish(outcome);
    finishing
      .then((answer) => {
        this.#ending.delete(key);
        if (answer === 'lease_lost') return this.#refuse(machine, frame);
        machine.workers.get(assignment.worker)?.count(outcome.kind);
        machine.link?.send({ type: 'accepted', ...mark(frame), jobId, fence });
      })
      .catch((error: unknown) => this.#unreported(assignment, frame, error))
      .finally(() => {
        this.#ending.delete(key);
        this.#answered(machine);
      });
  }

  /** A result that does not fit fails its job; anything else is Redis being away for too long. */
  async #unreported(assignment: Assignment, frame: Final, error: unknown): Promise<void> {
    const { id, fence, machine, worker } = assignment;
    const { code, message } = error as { code?: string; message: string };
    if (frame.type !== 'job_complete' || (code !== 'PAYLOAD_TOO_LARGE' && code !== 'INVALID_MESSAGE')) {
      return this.#failed(machine, frame, error);
    }
    const failure = { code, message: `result: ${message}` };
    await this.#parts.claims.finish({ kind: 'fail', id, fence, error: failure, retryable: false });
    machine.workers.get(worker)?.count('fail');
    machine.link?.send({ type: 'rejected', ...mark(frame), jobId: id, fence, code });
  }

  #answered(machine: Machine): void {
    machine.asked -= 1;
    machine.link?.settled();
  }

  #refuse(machine: Machine, frame: JobFrame): void {
    const { jobId, fence, type, ref } = frame;
    this.#tellLost(machine, jobId, fence);
    const final = type === 'job_complete' || type === 'job_fail' || type === 'release_job';
    if (!final && ref === undefined) return;
    machine.link?.send({ type: 'rejected', ...mark(frame), jobId, fence, code: 'LEASE_LOST' });
  }

  #tellLost(machine: Machine, jobId: string, fence: number): void {
    if (machine.told.add(`${jobId} ${fence}`)) machine.link?.send({ type: 'lease_lost', jobId, fence });
  }

  #failed(machine: Machine, frame: JobFrame, error: unknown): void {
    this.#parts.onError(error);
    machine.link?.failed(error, { ref: frame.ref, jobId: frame.jobId });
  }
}

function mark({ ref }: { ref?: string | number | undefined }): { ref?: string | number } {
  return ref === undefined ? {} : { ref };
}
