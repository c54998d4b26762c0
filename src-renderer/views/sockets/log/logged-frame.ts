import type { FrameData } from '../../../../src-core/conversation/wire';

/** One line of the log: a frame, or what happened to its connection. */
export interface LoggedFrame {
  /** Counts up from 1 since the console was opened. */
  seq: number;
  /** Epoch ms with fractions: one clock for all connections. */
  at: number;
  /** Of the connection; several connections, one after the other, may have the same name. */
  connectionId: string;
  connection: string;
  way: 'sent' | 'received' | 'opened' | 'closed' | 'failed';
  /** What the frame carries; for the other ways what is to be told. */
  data: FrameData;
  bytes: number;
  /** `type` of a JSON frame; `text`, `binary` for others, and the way of what is no frame. */
  type: string;
  /** `jobId`, `job.id` of a JSON frame that names one, or of the answer with the same `ref`; ''. */
  jobId: string;
}
