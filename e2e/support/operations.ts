import fc from 'fast-check';
import type { ModelLimits } from './model';

const forms = ['plain', 'delayed', 'expiring', 'late', 'dedupe', 'dedupeFor', 'own', 'idempotent'] as const;
const reports = ['complete', 'retry', 'fail', 'release'] as const;
const lateKinds = ['complete', 'fail', 'release', 'chunk', 'note', 'renew'] as const;
const purged = ['waiting', 'scheduled', 'dead', 'completed', 'cancelled', 'expired'] as const;

export type ReportKind = (typeof reports)[number];
export type LateKind = (typeof lateKinds)[number];

export const jobTypes = ['t0', 't1'] as const;
export const workerCount = 3;

/** One step. `pick` chooses among whatever fits when the step is made; when nothing does, it does nothing. */
export type Operation =
  | AddOperation
  | { op: 'claim'; worker: number; max: number }
  | { op: 'heartbeat' | 'crash'; worker: number }
  | { op: 'report'; kind: ReportKind; pick: number }
  | { op: 'late'; kind: LateKind; pick: number }
  | { op: 'chunk' | 'chunkAgain' | 'note'; pick: number }
  | { op: 'cancel' | 'due' | 'requeue' | 'watch' | 'resend'; pick: number }
  | { op: 'tick'; batch: number }
  | { op: 'pause'; on: boolean }
  | { op: 'purge'; state: (typeof purged)[number] }
  | { op: 'limit'; change: Partial<ModelLimits> };

export interface AddOperation {
  op: 'add';
  form: (typeof forms)[number];
  delayed: boolean;
  type: (typeof jobTypes)[number];
  priority: number;
  copies: number;
  attempts: number;
  keepMs: number;
  key: number;
}

const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(model, { noNullPrototype: true });
const op = <Name extends string>(name: Name) => fc.constant(name);
const pick = fc.nat(999);
const worker = fc.nat(workerCount - 1);
const days = 86_400_000;

const add = record({
  op: op('add'),
  form: fc.constantFrom(...forms, 'plain', 'plain'),
  delayed: fc.constantFrom(false, false, false, true),
  type: fc.constantFrom(...jobTypes),
  priority: fc.constantFrom(5, 0, 9),
  copies: fc.constantFrom(1, 1, 2, 3),
  attempts: fc.constantFrom(4, 1, 2),
  keepMs: fc.constantFrom(days, 0, 40 * days),
  key: fc.nat(1),
});

const change: fc.Arbitrary<Partial<ModelLimits>> = fc.oneof(
  record({ concurrency: fc.constantFrom(null, 1, 3) }),
  record({ rate: fc.constantFrom(null, 4) }),
  record({ maxWaiting: fc.constantFrom(null, 4) }),
  record({ ageMs: fc.constantFrom(60_000, 0, 1) }),
  record({ keepFinished: fc.constantFrom(10_000, 2) }),
);

const steps: fc.WeightedArbitrary<Operation>[] = [
  { weight: 24, arbitrary: add },
  { weight: 22, arbitrary: record({ op: op('claim'), worker, max: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 16, arbitrary: record({ op: op('report'), kind: fc.constantFrom(...reports), pick }) },
  { weight: 6, arbitrary: record({ op: op('late'), kind: fc.constantFrom(...lateKinds), pick }) },
  { weight: 6, arbitrary: record({ op: op('resend'), pick }) },
  { weight: 4, arbitrary: record({ op: fc.constantFrom('heartbeat', 'crash', 'crash'), worker }) },
  { weight: 6, arbitrary: record({ op: fc.constantFrom('chunk', 'chunkAgain', 'note', 'watch'), pick }) },
  { weight: 9, arbitrary: record({ op: op('due'), pick }) },
  { weight: 9, arbitrary: record({ op: op('tick'), batch: fc.constantFrom(200, 1) }) },
  { weight: 5, arbitrary: record({ op: op('cancel'), pick }) },
  { weight: 3, arbitrary: record({ op: op('requeue'), pick }) },
  { weight: 2, arbitrary: record({ op: op('pause'), on: fc.constantFrom(false, true, false) }) },
  { weight: 2, arbitrary: record({ op: op('purge'), state: fc.constantFrom(...purged) }) },
  { weight: 4, arbitrary: record({ op: op('limit'), change }) },
];

const step = fc.oneof(...steps);
const late = record({ op: op('late'), kind: fc.constantFrom(...lateKinds), pick });

/** Random histories of a queue. */
export const histories = fc.array(step, { minLength: 5, maxLength: 60, size: 'max' });

/** Histories in which some worker always speaks of a job it no longer holds. */
export const lateHistories = fc
  .array(fc.tuple(step, step, late), { minLength: 5, maxLength: 20, size: 'max' })
  .map((turns): Operation[] => turns.flat());
