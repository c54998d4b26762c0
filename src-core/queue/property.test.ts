/**
 * Random histories of a queue in a real Redis against a model of it: adds of every kind, claims by several workers,
 * reports in time, late and resent, dead workers, maintenance, operators and limits. After every step all keys are read
 * and each must be explained (e2e/support/invariants.ts), and the model must agree.
 *
 * A failure prints its seed and path. To run it again: SIGNALBOX_SEED=seed SIGNALBOX_PATH=path npx vitest run property.
 * SIGNALBOX_RUNS sets the number of histories (default 300).
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineSteps } from '../../e2e/support/engine-steps';
import { EngineWorld, type Mutation } from '../../e2e/support/engine-world';
import { histories, lateHistories, type Operation } from '../../e2e/support/operations';
import { startTestRedis, type TestRedis } from '../../e2e/support/redis';

const runs = Number(process.env.SIGNALBOX_RUNS ?? 300);

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.stop());

async function live(history: readonly Operation[], mutation?: Mutation): Promise<void> {
  const world = await EngineWorld.open(redis.url, mutation);
  try {
    const steps = new EngineSteps(world);
    for (const step of history) await steps.take(step);
    await steps.finish();
  } finally {
    await world.close();
  }
}

function replay(): { seed?: number; path?: string; numRuns?: number } {
  const { SIGNALBOX_SEED: seed, SIGNALBOX_PATH: path } = process.env;
  return {
    ...(seed !== undefined && { seed: Number(seed) }),
    ...(path !== undefined && { path, numRuns: 1 }),
  };
}

describe('any history of a queue', () => {
  it(
    'keeps the invariants and agrees with the model',
    () =>
      fc.assert(
        fc.asyncProperty(histories, (history) => live(history)),
        { numRuns: runs, ...replay() },
      ),
    2000 * runs + 60_000,
  );
});

// Each breaks the engine in one place; a checker that does not notice would be worth nothing.
const mutations: [what: string, mutation: Mutation][] = [
  [
    'a missing fence in reports',
    { script: 'finish', from: /if fence and fence == [^\n]+ then/, to: 'if fence then' },
  ],
  [
    'a missing fence in chunks',
    { script: 'chunk', from: /string\.match\(text, '\^%d\+'\) == fence/, to: 'true' },
  ],
  ['a missing fence in notes', { script: 'note', from: /fence ~= ARGV\[2\]/, to: 'not fence' }],
  ['a missing fence in renewals', { script: 'renew', from: /fence == fences\[i\]/, to: 'fence' }],
  [
    'a fence that is not raised',
    { script: 'claim', from: /\(tonumber\(job\[4\]\) or 0\) \+ 1, now/, to: 'tonumber(job[4]) or now' },
  ],
  ['a report that is applied twice', { script: 'finish', from: /if before then return before end/, to: '' }],
  ['an add that is applied twice', { script: 'add', from: /if before then return [^\n]+/, to: '' }],
  ['a lost job that is forgotten', { script: 'tick', from: /put_again\(id, c\.class[^\n]+/, to: '' }],
  ['a lease that is left over', { script: 'cancel', from: /drop_lease\(id, c\.lease\)/, to: '' }],
  ['a claim out of order', { script: 'claim', from: /best\.rank <= bound/g, to: 'true' }],
  [
    'a dedupe key that is not freed',
    { script: 'finish', from: /call\('UNLINK', P \.\. 'dedupe:' \.\. hash\)/, to: '' },
  ],
  ['a key that outlives its job', { script: 'finish', from: /keys\[n \+ 5\] = key \.\. '#log'/, to: '' }],
  ['a requeued job that is not counted', { script: 'requeue', from: /'w', #moved/, to: "'w', 0" }],
];

describe('the checker catches', () => {
  it.each(mutations)(
    '%s',
    async (_what, mutation) => {
      const property = fc.asyncProperty(lateHistories, (history) => live(history, mutation));
      const { failed, errorInstance } = await fc.check(property, { numRuns: 2000, endOnFailure: true });
      expect(failed).toBe(true);
      expect(String(errorInstance)).not.toMatch(/any more: mend|Script|ERR/);
    },
    60_000,
  );
});
