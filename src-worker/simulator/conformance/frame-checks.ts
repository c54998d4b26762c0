import { maxFrameBytes } from '../../../src-core/protocol/limits';
import { type WorkerFrame, workerFrameSchema } from '../../../src-core/protocol/worker-frames';
import { HeartbeatChecks } from './heartbeat-checks';
import { checkJobFrame } from './job-frame-checks';
import type { RegisterFrame } from './kit-job';
import type { RuleId } from './rules';
import type { Session } from './session';

/** Judges every frame of one socket as it comes, and answers as a gateway does. */
export class FrameChecks {
  readonly heartbeats: HeartbeatChecks;
  #count = 0;

  constructor(private readonly session: Session) {
    this.heartbeats = new HeartbeatChecks(session);
  }

  /** A frame as it came. */
  receive(data: Buffer, isBinary: boolean): void {
    const { ledger } = this.session;
    this.#count += 1;
    if (data.length > maxFrameBytes)
      ledger.broke('R4', `a frame of ${data.length} bytes; ${maxFrameBytes} are allowed`);
    else ledger.saw('R4');
    if (isBinary) return ledger.broke('R3', 'a binary frame');
    const raw = parse(data.toString());
    if (raw === undefined) return ledger.broke('R3', `not a JSON object: ${data.toString().slice(0, 80)}`);
    const type = String(raw.type);
    if (this.#count === 1 && type !== 'register_worker') ledger.broke('R2', `its first frame was ${type}`);
    const checked = workerFrameSchema.safeParse(raw);
    if (checked.success) {
      ledger.saw('R3');
      return this.#accept(checked.data);
    }
    const issue = checked.error.issues[0];
    const field = String(issue?.path[0] ?? '');
    ledger.broke(ruleOf(type, field), `${type}: ${issue?.path.join('.')}: ${issue?.message}`);
  }

  #accept(frame: WorkerFrame): void {
    const { session } = this;
    switch (frame.type) {
      case 'register_worker':
        return this.#register(frame);
      case 'heartbeat':
        this.heartbeats.receive(frame, this.#count);
        return this.#ok(frame);
      case 'drain':
        return this.#ok(frame);
      default:
        this.heartbeats.otherFrame();
        checkJobFrame(session, frame);
    }
  }

  #ok({ ref }: { ref?: string | number | undefined }): void {
    if (ref !== undefined) this.session.send({ type: 'ok', ref });
  }

  #register(frame: RegisterFrame): void {
    const { session } = this;
    const { machineId, gpus } = frame;
    session.ledger.saw('R2');
    session.registration = frame;
    session.workerIds = gpus.length === 0 ? [`${machineId}:cpu`] : gpus.map(({ id }) => `${machineId}:${id}`);
    session.registeredAt = performance.now();
    this.heartbeats.begin(frame.jobs);
    const { heartbeatMs } = session.timing;
    const answer = { workers: session.workerIds, leaseMs: 3 * heartbeatMs, heartbeatMs };
    session.send({ type: 'worker_registered', ref: frame.ref, ...answer });
  }
}

/** The rule that a malformed field breaks. */
function ruleOf(type: string, field: string): RuleId {
  if (type === 'register_worker') return 'R2';
  if (type === 'job_progress' && field === 'percent') return 'R12';
  if (type === 'job_chunk' && field === 'seq') return 'R13';
  if (type === 'job_fail' && field === 'error') return 'R15';
  return 'R3';
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
