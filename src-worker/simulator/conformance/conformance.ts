import { randomBytes } from 'node:crypto';
import type { WebSocket } from 'ws';
import {
  failsWhatItCannotRun,
  fillsSlots,
  ignoresTheUnknown,
  runsJobs,
  answersPings,
} from './exercises/ordinary';
import {
  keepsJobsOverACut,
  outlivesARestart,
  pausesBetweenAttempts,
  repeatsAnUnansweredEnd,
  staysAwayWhenReplaced,
} from './exercises/links';
import { stopsWhenCancelled, stopsWhenLost } from './exercises/taken-away';
import { FrameChecks } from './frame-checks';
import type { RegisterFrame } from './kit-job';
import { KitServer } from './kit-server';
import { Ledger } from './ledger';
import type { RuleResult } from './rules';
import { Session } from './session';
import { defaultTiming, type Timing } from './timing';

export interface ConformanceOptions {
  /** 0 picks one. Default 0. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** What the worker must show. Default: a random one. */
  token?: string;
  /** Of every job. One that makes a job of 2 to 5 s, with progress and chunks, puts every rule to the test. Default null. */
  payload?: unknown;
  /** Until a job must have ended, in ms. Default 60,000. */
  jobTimeoutMs?: number;
  /** How long to wait for the worker's first registration, in ms. Default 300,000. */
  waitMs?: number;
  /** Ends the run early; what was not tried by then is `not seen`. */
  signal?: AbortSignal;
  /** Where to point the worker at. */
  onListening?: (place: { url: string; token: string }) => void;
  /** Each rule once: when it is broken, the others at the end. */
  onRule?: (result: RuleResult) => void;
  /** Other intervals than usual, for tests of the kit. */
  timing?: Partial<Timing>;
}

export interface ConformanceReport {
  /** In order, each rule of the protocol. */
  rules: RuleResult[];
  /** What it registered; null when none came. */
  worker: Omit<RegisterFrame, 'type' | 'ref' | 'jobs'> | null;
}

const exercises: readonly ((session: Session, server: KitServer) => Promise<void>)[] = [
  answersPings,
  runsJobs,
  fillsSlots,
  failsWhatItCannotRun,
  ignoresTheUnknown,
  stopsWhenCancelled,
  stopsWhenLost,
  keepsJobsOverACut,
  repeatsAnUnansweredEnd,
  outlivesARestart,
  pausesBetweenAttempts,
  staysAwayWhenReplaced,
];

/**
 * Plays the gateway to one worker and says which rules of docs/worker-protocol.md it keeps. Rejects when the port is taken.
 * It resolves with `worker: null` when no worker registered in time.
 */
export async function runConformance(options: ConformanceOptions = {}): Promise<ConformanceReport> {
  const { port = 0, host = '127.0.0.1', waitMs = 300_000, payload = null, onRule, signal } = options;
  const token = options.token ?? randomBytes(18).toString('hex');
  const jobTimeoutMs = options.jobTimeoutMs ?? defaultTiming.jobTimeoutMs;
  const ledger = new Ledger((result) => onRule?.(result));
  const session = new Session(ledger, { ...defaultTiming, jobTimeoutMs, ...options.timing }, payload);
  const server = new KitServer(token, ledger, (ws) => serve(session, ws));
  const url = await server.listen(port, host);
  options.onListening?.({ url, token });
  try {
    const ended = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
    if (!signal?.aborted) await Promise.race([exercise(session, server, waitMs, signal), ended]);
  } finally {
    session.close();
    server.close();
  }
  const results = ledger.results();
  for (const result of results) if (result.outcome !== 'broken') onRule?.(result);
  return { rules: results, worker: describe(session.registration) };
}

async function exercise(
  session: Session,
  server: KitServer,
  waitMs: number,
  signal?: AbortSignal,
): Promise<void> {
  if (!(await session.until(() => session.isConnected, waitMs))) return;
  for (const run of exercises) {
    // A worker that dropped its link may come back by itself.
    const { reconnectMs } = session.timing;
    if (signal?.aborted || !(await session.until(() => session.isConnected, reconnectMs))) return;
    await run(session, server);
  }
}

/** One socket of the worker, from its upgrade to its end. */
function serve(session: Session, ws: WebSocket): void {
  const checks = new FrameChecks(session);
  ws.on('message', (data, isBinary) => {
    if (!session.isCurrent(ws)) return;
    checks.receive(data as Buffer, isBinary);
    session.changed();
  });
  const watch = setInterval(() => {
    if (session.isCurrent(ws)) checks.heartbeats.checkSilence();
  }, session.timing.heartbeatMs);
  ws.on('error', () => undefined);
  ws.on('close', () => {
    clearInterval(watch);
    session.changed();
  });
  session.opened(ws);
  session.changed();
}

function describe(registration: RegisterFrame | null): ConformanceReport['worker'] {
  if (!registration) return null;
  const { type: _type, ref: _ref, jobs: _jobs, ...worker } = registration;
  return worker;
}
