/** One frame of a simulated machine or client. */
export interface FrameRecord {
  /** Epoch ms. */
  at: number;
  actor: string;
  role: 'worker' | 'client';
  /** As the gateway sees it: `in` was sent to the gateway. */
  direction: 'in' | 'out';
  frame: { type: string } & Record<string, unknown>;
}
