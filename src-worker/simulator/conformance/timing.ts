/** How long the kit waits for what, in ms. */
export interface Timing {
  /** Between heartbeats, as it tells the worker; a lease is three of them. */
  heartbeatMs: number;
  /** Frames that cross a `lease_lost` or `job_cancelled` on the wire are no breach for this long. */
  noticeMs: number;
  /** Until a job must have ended. */
  jobTimeoutMs: number;
  /** Until a worker that lost its link must be back. */
  reconnectMs: number;
  /** How long it watches for attempts to connect. */
  watchMs: number;
}

export const defaultTiming: Timing = {
  heartbeatMs: 1000,
  noticeMs: 500,
  jobTimeoutMs: 60_000,
  reconnectMs: 30_000,
  watchMs: 3000,
};

/** Time to acknowledge an assignment, in ms. */
export const ackMs = 2000;
