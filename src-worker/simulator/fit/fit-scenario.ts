import type { Attempt, JobRecord, Requires } from '../../../src-core/protocol/job';
import { type Scenario, type ScenarioText, scenarioSchema } from '../../../src-core/protocol/scenario';
import { fitDuration, fitPoisson } from './distribution-fit';
import { machineThatServes } from './serving-machine';

const maxRecorded = 100_000;
const leastDurationMs = 1000;
const maxPayloadBytes = 1_000_000;

/** A scenario made from recorded jobs, and what it rests on, in words. */
export interface FittedScenario {
  scenario: Scenario;
  remarks: string[];
}

/** Derives durations, failures, retries, arrivals and a fleet from recorded jobs (at least one). */
export function fitScenario(records: readonly JobRecord[], queue: string): FittedScenario {
  const sorted = [...records].sort((a, b) => a.createdAt - b.createdAt);
  const [first, last] = [sorted[0] as JobRecord, sorted.at(-1) as JobRecord];
  const byType = groupedByType(sorted);
  const remarks = [
    `Made from ${sorted.length} recorded jobs of queue "${queue}",`,
    `created from ${new Date(first.createdAt).toISOString()} to ${new Date(last.createdAt).toISOString()}.`,
  ];
  const jobs: NonNullable<ScenarioText['jobs']> = {};
  const load: NonNullable<ScenarioText['load']> = {};
  for (const [type, all] of byType) {
    const attempts = endedAttempts(all);
    jobs[type] = fitJob(all, attempts);
    const { arrivals, note } = fitArrivals(all, first.createdAt);
    load[type] = { arrivals, jobs: { [type]: 1 } };
    remarks.push(`${type}: ${all.length} jobs, ${attempts.length} attempts; arrivals ${note}.`);
  }
  const scenario = scenarioSchema.parse({
    name: `Fitted from ${queue}`,
    duration: Math.max(leastDurationMs, last.createdAt - first.createdAt),
    jobs,
    machines: fitMachines(sorted),
    load,
    assert: { lost: 0, duplicated: 0, invariants: true },
  } satisfies ScenarioText);
  return { scenario, remarks };
}

function groupedByType(records: readonly JobRecord[]): Map<string, JobRecord[]> {
  const groups = new Map<string, JobRecord[]>();
  for (const record of records) {
    const group = groups.get(record.type);
    if (group) group.push(record);
    else groups.set(record.type, [record]);
  }
  return groups;
}

function endedAttempts(records: readonly JobRecord[]): Attempt[] {
  return records.flatMap(({ history }) => history.filter(({ outcome }) => outcome !== 'running'));
}

function fitJob(records: readonly JobRecord[], attempts: readonly Attempt[]) {
  const completed = attempts.filter(({ outcome }) => outcome === 'completed');
  const failed = attempts.filter(({ outcome }) => outcome === 'failed');
  const timed = completed.length > 0 ? completed : failed;
  const durations = timed.map(({ startedAt, endedAt }) => (endedAt as number) - startedAt);
  const { priority, timeoutMs, attempts: tries, requires } = records.at(-1) as JobRecord;
  const payloads = records.flatMap(({ payload }) =>
    payload === undefined ? [] : [JSON.stringify(payload).length],
  );
  return {
    ...(durations.length > 0 && { duration: fitDuration(durations) }),
    ...(failed.length > 0 && { failure: fitFailure(records, failed, completed.length) }),
    priority: mostFrequent(records.map((record) => record.priority)) ?? priority,
    timeout: mostFrequent(records.map((record) => record.timeoutMs)) ?? timeoutMs,
    attempts: mostFrequent(records.map((record) => record.attempts)) ?? tries,
    payloadBytes: Math.min(maxPayloadBytes, median(payloads)),
    ...(requires && { requires }),
  };
}

function fitFailure(records: readonly JobRecord[], failed: readonly Attempt[], completed: number) {
  const errors = failed.flatMap(({ error }) => (error ? [error] : []));
  const code = mostFrequent(errors.map((error) => error.code));
  const message = errors.find((error) => error.code === code)?.message;
  const dead = records.filter(({ state }) => state === 'dead');
  const early = dead.filter(
    (job) => job.history.filter(({ outcome }) => outcome !== 'released').length < job.attempts,
  );
  return {
    rate: Number((failed.length / (failed.length + completed)).toPrecision(4)),
    ...(code && { code: code.slice(0, 64) }),
    ...(message && { message: message.slice(0, 512) }),
    retryable: early.length * 2 <= dead.length,
  };
}

function fitArrivals(records: readonly JobRecord[], start: number) {
  const times = records.map(({ createdAt }) => createdAt);
  const perSecond = fitPoisson(times);
  if (perSecond !== null)
    return { arrivals: { poisson: { perSecond } }, note: `at random, ${perSecond} a second` };
  const recorded = times.slice(-maxRecorded).map((time) => time - start);
  return { arrivals: { recorded }, note: 'as recorded' };
}

/** As many machines as workers were seen, with slots for all that ran at once; of a kind for each requirement. */
function fitMachines(records: readonly JobRecord[]): NonNullable<ScenarioText['machines']> {
  const machines: NonNullable<ScenarioText['machines']> = {};
  const kinds = new Map<string, { requires: Requires | undefined; records: JobRecord[] }>();
  for (const record of records) {
    const key = JSON.stringify(record.requires ?? {});
    const kind = kinds.get(key) ?? { requires: record.requires, records: [] };
    kind.records.push(record);
    kinds.set(key, kind);
  }
  for (const { requires, records: own } of kinds.values()) {
    const attempts = endedAttempts(own);
    const count = Math.max(1, new Set(attempts.map(({ worker }) => worker)).size);
    machines[`fleet${kinds.size > 1 ? Object.keys(machines).length + 1 : ''}`] = {
      count,
      slotsPerGpu: Math.min(1000, Math.max(1, Math.ceil(mostAtOnce(attempts) / count))),
      jobTypes: [...new Set(own.map(({ type }) => type))],
      ...machineThatServes(requires ?? {}),
    };
  }
  return machines;
}

function mostAtOnce(attempts: readonly Attempt[]): number {
  const steps = attempts.flatMap(({ startedAt, endedAt }) => [
    [startedAt, 1] as const,
    [Math.max(startedAt + 1, endedAt as number), -1] as const,
  ]);
  // Of one moment, ends first.
  steps.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let [now, most] = [0, 0];
  for (const [, change] of steps) {
    now += change;
    most = Math.max(most, now);
  }
  return most;
}

function mostFrequent<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
