import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listPresets } from './presets';
import { readScenario, readScenarioText } from './read-scenario';
import { ScenarioFileError } from './scenario-file-error';
import { spanText, writeScenario } from './write-scenario';

const presets = fileURLToPath(new URL('../../../resources/scenarios', import.meta.url));
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-scenario-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(name: string, ...lines: string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, lines.join('\n'));
  return path;
}

/** What is wrong with a text: one `line:column: message` an issue. */
async function faults(...lines: string[]): Promise<string> {
  const error = await readScenarioText(lines.join('\n'), presets).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ScenarioFileError);
  return (error as ScenarioFileError).message;
}

describe('reading', () => {
  it('takes comments, spans with units, and fills in the defaults', async () => {
    const scenario = await readScenarioText(
      'name: small # a comment\nduration: 1.5s\njobs:\n  render: { duration: { uniform: { min: 1s, max: 2m } } }',
      presets,
    );
    expect(scenario).toMatchObject({ name: 'small', duration: 1500, settle: 60_000, queue: 'simulation' });
    expect(scenario.jobs.render?.duration).toEqual({ uniform: { min: 1000, max: 120_000 } });
  });

  it.each([
    ['a text that is no YAML', ['name: a', 'jobs: [', 'load: {}'], /^[23]:\d+: /],
    ['a key that is there twice', ['name: a', 'seed: 1', 'seed: 2'], /^3:1: .*unique/i],
    ['an unknown key', ['name: a', 'machine: {}'], /^2:1: unknown key "machine"$/],
    ['a missing name', ['seed: 1'], /^1:1: "name" is missing$/],
    ['a time that does not parse', ['name: a', 'duration: 3 weeks'], /^2:11: a time must be/],
    ['a number of the wrong type', ['name: a', 'seed: many'], /^2:7: must be a number, not "many"$/],
    ['a number out of range', ['name: a', 'machines:', '  gpu:', '    count: 0'], /^4:12: /],
    [
      'a fault of no kind',
      ['name: a', 'faults:', '  - kind: expload', '    rate: 1'],
      /^3:11: unknown kind "expload"; accepted: crash, hang, .*oversized_frame$/,
    ],
    ['a fault without its rate', ['name: a', 'faults:', '  - { kind: hang }'], /^3:5: "rate" is missing$/],
    [
      'an unknown distribution',
      ['name: a', 'jobs:', '  render:', '    duration: { lognorml: { median: 1s } }'],
      /^4:15: \{lognorml\} is not accepted here; accepted: .*\{lognormal: \.\.\.\}/,
    ],
    [
      'a fault inside a distribution',
      ['name: a', 'jobs:', '  render:', '    duration: { lognormal: { median: 1s, sigma: 9 } }'],
      /^4:49: /,
    ],
    [
      'a job type that is not described',
      [
        'name: a',
        'jobs: { render: {} }',
        'load:',
        '  web:',
        '    arrivals: { burst: { size: 1 } }',
        '    jobs: { rendr: 1 }',
      ],
      /^6:20: unknown job type "rendr"; described under "jobs": render$/,
    ],
    ['something that is no map', ['- a'], /^1:1: a scenario is a map/],
    ['a file where there can be none', ['name: a', 'include: [./b.yaml]'], /^2:11: .*only presets/],
  ])('says where the fault is: %s', async (_what, lines, message) => {
    expect(await faults(...lines)).toMatch(message);
  });

  it('tells every fault at once', async () => {
    const message = await faults('name: a', 'seed: -1', 'settle: soon', 'queue: "no spaces"');
    expect(message.split('\n').map((line) => line.split(':')[0])).toEqual(['2', '3', '4']);
  });
});

describe('includes', () => {
  it('merges key by key, entries by name and field, and adds faults', async () => {
    await put(
      'base.yaml',
      'name: base',
      'duration: 10s',
      'jobs:',
      '  render: { duration: { lognormal: { median: 1s, sigma: 1 } }, attempts: 2 }',
      '  train: {}',
      'faults: [{ kind: hang, rate: 0.1 }]',
      'assert: { lost: 0, maxDepth: 5 }',
    );
    const path = await put(
      'own.yaml',
      'name: own',
      'include: [./base.yaml]',
      'jobs: { render: { duration: 2s } }',
      'faults: [{ kind: down }]',
      'assert: { maxDepth: 9 }',
    );
    const { name, duration, jobs, faults, assert } = await readScenario(path, presets);
    expect({ name, duration, assert }).toEqual({
      name: 'own',
      duration: 10_000,
      assert: { lost: 0, maxDepth: 9 },
    });
    expect(jobs.render).toMatchObject({ duration: { constant: 2000 }, attempts: 2 });
    expect(jobs).toHaveProperty('train');
    expect(faults.map(({ kind }) => kind)).toEqual(['hang', 'down']);
  });

  it('names the included file that is at fault', async () => {
    await put('base.yaml', 'name: base', 'faults:', '  - { kind: hang, rate: 7 }');
    const path = await put('own.yaml', 'name: own', 'include: [./base.yaml]', 'faults: [{ kind: down }]');
    await expect(readScenario(path, presets)).rejects.toThrow(/^\.\/base\.yaml:3:25: /);
  });

  it('refuses cycles and files that are not there, at the line that asks for them', async () => {
    await put('b.yaml', 'name: b', 'include:', '  - ./a.yaml');
    const path = await put('a.yaml', 'name: a', 'include: [./b.yaml]');
    await expect(readScenario(path, presets)).rejects.toThrow('./b.yaml:3:5: "./a.yaml" includes itself');
    const alone = await put('c.yaml', 'name: c', 'include: [./nowhere.yaml]');
    await expect(readScenario(alone, presets)).rejects.toThrow(/c\.yaml:2:11: cannot read .*ENOENT/);
    expect(await faults('name: d', 'include: [calm-flet]')).toMatch(
      /^2:11: there is no preset "calm-flet"; presets: .*calm-fleet/,
    );
  });
});

describe('presets', () => {
  it('are all valid, with a description and assertions', async () => {
    const listed = await listPresets(presets);
    expect(listed.map(({ name }) => name)).toEqual([
      'black-friday',
      'calm-fleet',
      'flaky-gpu',
      'poison-jobs',
      'slow-network',
      'thundering-herd',
      'worker-massacre',
    ]);
    for (const { name, description } of listed) {
      expect(description).not.toBe('');
      const { assert } = await readScenario(name, presets);
      expect(assert).toMatchObject({ lost: 0, duplicated: 0, invariants: true });
    }
  });

  it('are the same scenario when they are written and read again', async () => {
    for (const { name } of await listPresets(presets)) {
      const scenario = await readScenario(name, presets);
      expect(await readScenarioText(writeScenario(scenario), presets)).toEqual(scenario);
    }
  });
});

it.each([
  [0, '0ms'],
  [850, '850ms'],
  [1500, '1.5s'],
  [1001, '1001ms'],
  [60_000, '1m'],
  [90_000, '90s'],
  [7_200_000, '2h'],
  [0.5, '0.5ms'],
])('writes %d ms as %s', (ms, text) => {
  expect(spanText(ms)).toBe(text);
});
