import type { Recording } from '../../../../../src-core/conversation/recording';
import type { Difference, ReplayReport } from '../../../../../src-core/conversation/reports';
import type { Replay } from './replays';

/** A client that submits, and is told twice. */
export const recording: Recording = {
  signalbox: 'recording',
  version: 1,
  name: 'short',
  recordedAt: '2026-11-21T10:00:00.000Z',
  schema: 'signalbox.v1',
  madeBy: 'a test',
  connections: { client: { role: 'client' } },
  values: {},
  allow: [],
  entries: [
    { kind: 'open', at: 0, connection: 'client' },
    { kind: 'sent', at: 5, connection: 'client', frame: { type: 'submit_job' } },
    { kind: 'received', at: 9, connection: 'client', frame: { type: 'job_accepted' } },
    { kind: 'received', at: 30, connection: 'client', frame: { type: 'job_result', result: 1 } },
  ],
};

export const changed: Difference = {
  connection: 'client',
  entry: 3,
  at: 30,
  kind: 'changed',
  frame: 'job_result',
  path: '$.result',
  recorded: 1,
  replayed: 2,
};

export const extra: Difference = {
  connection: 'client',
  entry: null,
  at: 12,
  kind: 'extra',
  frame: 'job_state',
  path: '',
  replayed: { type: 'job_state' },
};

export function reportOf(...differences: Difference[]): ReplayReport {
  const passed = differences.every(({ allowed }) => allowed !== undefined);
  return {
    recording: 'short',
    passed,
    startedAt: 0,
    tookMs: 40,
    sent: 1,
    compared: 2,
    comparedTypes: [{ connection: 'client', frame: 'job_state', frames: 2 }],
    differences,
  };
}

export function replayOf(part: Partial<Replay>): Replay {
  return {
    recording,
    version: '1',
    running: false,
    waitsAt: null,
    played: new Map(),
    extras: [],
    report: null,
    ...part,
  };
}
