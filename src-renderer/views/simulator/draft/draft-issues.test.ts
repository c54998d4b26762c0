import { describe, expect, it } from 'vitest';
import type { ScenarioText } from '../../../../src-core/protocol/scenario';
import { readDraft } from './draft-issues';
import { firstScenario } from './first-scenario';
import { type Path, pathKey, withValue } from './paths';

/** The scenario the form begins with, with one value changed. */
const changed = (path: Path, value: unknown): ScenarioText => withValue(firstScenario, path, value);
const issuesOf = (path: Path, value: unknown) =>
  [...readDraft(changed(path, value)).issues].map(([key, message]) => [
    key.split('\u0000').join('.'),
    message,
  ]);

describe('reading the form', () => {
  it('gives the scenario with spans in milliseconds', () => {
    const { scenario, issues } = readDraft(firstScenario);
    expect(issues.size).toBe(0);
    expect(scenario).toMatchObject({ duration: 30_000, queue: 'simulation', assert: { p95Wait: 2000 } });
  });

  it('names the place of a fault, also inside of a distribution or a fault', () => {
    const span = 'a time must be milliseconds or like 800ms, 1.5s, 10m, 1h';
    expect(issuesOf(['duration'], 'soon')).toEqual([['duration', span]]);
    expect(issuesOf(['jobs', 'render', 'duration'], { lognormal: { median: 'x', sigma: 0.4 } })).toEqual([
      ['jobs.render.duration.lognormal.median', span],
    ]);
    expect(issuesOf(['faults'], [{ kind: 'crash', rate: 7 }])).toMatchObject([['faults.0.rate', /./]]);
    expect(issuesOf(['faults'], [{ kind: 'down', share: 0.5, for: 'x' }])).toEqual([['faults.0.for', span]]);
    expect(issuesOf(['load', 'steady', 'arrivals'], { burst: { size: 0 } })).toMatchObject([
      ['load.steady.arrivals.burst.size', /./],
    ]);
    expect(issuesOf(['machines', 'rig', 'count'], 'many')).toMatchObject([['machines.rig.count', /number/]]);
  });

  it('knows job types that there are not', () => {
    expect(issuesOf(['load', 'steady', 'jobs'], { rander: 1 })).toEqual([
      ['load.steady.jobs', 'there is no job type rander'],
    ]);
    expect(readDraft(changed(['machines', 'rig', 'jobTypes'], ['x'])).scenario).toBeNull();
  });
});

describe('changing the form', () => {
  it('leaves the rest as it was', () => {
    const next = changed(['machines', 'rig', 'gpus', 'count'], 8);
    expect(next.machines?.rig).toEqual({
      ...firstScenario.machines?.rig,
      gpus: { count: 8, model: 'SIM-24', memoryMb: 24_000 },
    });
    expect(next.jobs).toBe(firstScenario.jobs);
    expect(withValue({ list: [1, 2, 3] }, ['list', 1], undefined)).toEqual({ list: [1, 3] });
    expect(withValue({ a: 1, b: 2 }, ['a'], undefined)).toEqual({ b: 2 });
    expect(pathKey(['a', 0])).not.toBe(pathKey(['a0']));
  });
});
