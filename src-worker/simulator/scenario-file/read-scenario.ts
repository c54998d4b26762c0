import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type Scenario, scenarioSchema } from '../../../src-core/protocol/scenario';
import { type MergedScenario, mergeParts, originOf, type ScenarioPart } from './merge';
import { isPresetName, presetFile, presetNames } from './presets';
import { danglingNames } from './dangling-names';
import { ScenarioFileError } from './scenario-file-error';
import { valueIssues } from '../../../src-core/protocol/schema-issues';
import { YamlSource } from './yaml-source';

const maxDepth = 16;

/** A file that is being read, and those that led to it. */
interface Place {
  source: YamlSource;
  /** Its path; null for a text without a file, which can include presets alone. */
  path: string | null;
  /** Paths of the files on the way here, this one included. */
  trail: readonly string[];
}

/**
 * Reads a scenario file, or a preset by its name, with everything it includes.
 * Throws ScenarioFileError with the place of every fault, and the file system's error when there is no such file.
 * @param presets the folder of the presets
 */
export async function readScenario(nameOrPath: string, presets: string): Promise<Scenario> {
  const preset = isPresetName(nameOrPath) && (await presetNames(presets)).includes(nameOrPath);
  const path = preset ? presetFile(presets, nameOrPath) : resolve(nameOrPath);
  const source = new YamlSource(preset ? `preset ${nameOrPath}` : nameOrPath, await readFile(path, 'utf8'));
  return await resolved({ source, path, trail: [path] }, presets);
}

/** Reads a scenario from a text. It can include presets, but no files. Throws ScenarioFileError. */
export async function readScenarioText(text: string, presets: string): Promise<Scenario> {
  return await resolved({ source: new YamlSource('', text), path: null, trail: [] }, presets);
}

async function resolved(place: Place, presets: string): Promise<Scenario> {
  const merged = mergeParts(await partsOf(place, presets));
  const parsed = scenarioSchema.safeParse(merged.fields);
  if (!parsed.success) {
    throw new ScenarioFileError(
      valueIssues(parsed.error.issues, merged.fields).map(({ path, message, atKey }) =>
        issueAt(merged, path, message, atKey),
      ),
    );
  }
  const dangling = danglingNames(parsed.data);
  if (dangling.length > 0)
    throw new ScenarioFileError(dangling.map(({ path, message }) => issueAt(merged, path, message)));
  return parsed.data;
}

function issueAt(merged: MergedScenario, path: readonly PropertyKey[], message: string, atKey = false) {
  const origin = originOf(merged, path);
  return origin.source.issue(origin.path, message, atKey);
}

/** The file's own part last, what it includes before it. */
async function partsOf(place: Place, presets: string): Promise<ScenarioPart[]> {
  const { source } = place;
  const { value } = source;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ScenarioFileError([source.issue([], 'a scenario is a map of keys: name, machines, load, ...')]);
  const fields = value as Record<string, unknown>;
  const parts: ScenarioPart[] = [];
  for (const [n, name] of includesOf(source, fields).entries())
    parts.push(...(await partsOf(await included(place, name, n, presets), presets)));
  return [...parts, { source, fields }];
}

function includesOf(source: YamlSource, { include }: Record<string, unknown>): string[] {
  if (include === undefined) return [];
  const fits = Array.isArray(include) && include.every((name) => typeof name === 'string' && name !== '');
  if (fits && include.length <= 16) return include as string[];
  throw new ScenarioFileError([
    source.issue(['include'], 'must be a list of at most 16 presets or files: [calm-fleet, ./base.yaml]'),
  ]);
}

async function included(from: Place, name: string, n: number, presets: string): Promise<Place> {
  const refuse = (message: string) => new ScenarioFileError([from.source.issue(['include', n], message)]);
  if (from.trail.length >= maxDepth) throw refuse(`includes are nested more than ${maxDepth} deep`);
  const preset = isPresetName(name);
  if (preset && !(await presetNames(presets)).includes(name)) {
    const known = (await presetNames(presets)).join(', ');
    throw refuse(`there is no preset "${name}"; presets: ${known}. A file is named like ./base.yaml`);
  }
  if (!preset && from.path === null) throw refuse(`"${name}" is a file: here only presets can be included`);
  const path = preset ? presetFile(presets, name) : resolve(dirname(from.path as string), name);
  if (from.trail.includes(path)) throw refuse(`"${name}" includes itself`);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw refuse(`cannot read "${name}": ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
  const source = new YamlSource(preset ? `preset ${name}` : name, text);
  return { source, path, trail: [...from.trail, path] };
}
