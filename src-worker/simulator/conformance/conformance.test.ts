import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { GpuWorker, type GpuJobHandler } from '../../../src-core/worker-client/gpu-worker';
import { BareWorker } from './bare-worker.fixture';
import { type ConformanceReport, runConformance } from './conformance';
import { type RuleId, type RuleResult, rules } from './rules';

const timing = { heartbeatMs: 500, noticeMs: 300, watchMs: 1000, reconnectMs: 10_000 };
/** Sockets, pauses and jobs of a second each: a whole run is slow by its nature. */
const runMs = 90_000;

/** A job of a second with progress and chunks, in the library's own terms. */
const task: GpuJobHandler = async (_job, context) => {
  context.progress(10, 'begun');
  await context.chunk('one');
  await context.chunk('two');
  await wait(700, undefined, { signal: context.signal });
  return 'done';
};

interface Stoppable {
  stop(): unknown;
}

/** Runs the kit against the worker that `make` makes. */
async function judge(
  make: (place: { url: string; token: string }) => Stoppable,
  waitMs = 10_000,
): Promise<ConformanceReport & { told: RuleResult[] }> {
  let worker: Stoppable | null = null;
  const told: RuleResult[] = [];
  const report = await runConformance({
    timing,
    waitMs,
    jobTimeoutMs: 5000,
    onListening: (place) => {
      worker = make(place);
    },
    onRule: (result) => told.push(result),
  });
  await (worker as Stoppable | null)?.stop();
  return { ...report, told };
}

function outcomes({ rules: results }: ConformanceReport): Record<string, string> {
  return Object.fromEntries(
    results.filter(({ outcome }) => outcome !== 'kept').map((one) => [one.id, one.detail]),
  );
}

/** Most of a run is waiting, so all workers are judged at once. */
const reports = new Map<RuleId | 'reference' | 'page', ReturnType<typeof judge>>();

beforeAll(() => {
  reports.set('reference', judge(reference));
  reports.set(
    'page',
    judge((place) => new BareWorker(place)),
  );
  for (const { id } of rules) {
    const waitMs = id === 'R1' ? 1000 : 10_000;
    reports.set(
      id,
      judge((place) => new BareWorker(place, id), waitMs),
    );
  }
});

function reference(place: { url: string; token: string }): GpuWorker {
  const gpus = [{ id: 'gpu0', model: 'Test', memoryMb: 1024 }];
  const worker = new GpuWorker({
    ...place,
    machineId: 'reference',
    gpus,
    slotsPerGpu: 2,
    handlers: { task },
  });
  void worker.start();
  return worker;
}

function reportOn(worker: RuleId | 'reference' | 'page'): ReturnType<typeof judge> {
  return reports.get(worker) ?? Promise.reject(new Error(`${worker} was not judged`));
}

describe('the conformance kit', () => {
  it(
    'finds nothing wrong with the reference worker',
    async () => {
      const report = await reportOn('reference');
      expect(outcomes(report)).toEqual({});
      expect(report.worker).toMatchObject({ machineId: 'reference', jobTypes: ['task'], slotsPerGpu: 2 });
      expect(report.told.map(({ id }) => id).sort()).toEqual(rules.map(({ id }) => id).sort());
    },
    runMs,
  );

  it(
    'finds nothing wrong with a worker written from the page',
    async () => {
      expect(outcomes(await reportOn('page'))).toEqual({});
    },
    runMs,
  );

  it.each(rules.map(({ id }) => id))(
    'finds a worker that breaks %s, and that only',
    async (id) => {
      const report = await reportOn(id);
      const broken = report.rules.filter(({ outcome }) => outcome === 'broken').map((rule) => rule.id);
      expect(broken, JSON.stringify(outcomes(report), null, 1)).toEqual([id]);
    },
    runMs,
  );

  it('says of what it could not try that it was not seen', async () => {
    const report = await judge(() => ({ stop: () => undefined }), 50);
    expect(report.worker).toBeNull();
    expect(new Set(report.rules.map(({ outcome }) => outcome))).toEqual(new Set(['not seen']));
  });
});
