import type { Ref } from '../../../src-core/protocol/client-frames';
import type { WorkerServerFrame } from '../../../src-core/protocol/worker-frames';

/** The socket of a machine, as its fleet sees it. */
export interface WorkerLink {
  /** Whose token opened it. */
  readonly key: string;
  /** Job types its token is limited to; absent = every type. */
  readonly types?: readonly string[];
  send(frame: WorkerServerFrame): void;
  /** Answers a request that failed. */
  failed(error: unknown, about: { ref?: Ref | undefined; jobId?: string }): void;
  close(code: number, reason: string): void;
  /** Stops and goes on reading what the machine sends. */
  pause(): void;
  resume(): void;
  /** A job or an answer it waited for is done with. */
  settled(): void;
}
