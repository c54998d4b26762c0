import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { YamlSource } from './yaml-source';

const ending = '.yaml';

/** Presets are named without an ending and without a path; anything else is a file. */
export function isPresetName(name: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name);
}

export function presetFile(folder: string, name: string): string {
  return join(folder, name + ending);
}

/** Names of the presets in this folder, sorted. */
export async function presetNames(folder: string): Promise<string[]> {
  const files = await readdir(folder);
  return files
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();
}

/** A scenario that comes with Signalbox. */
export interface Preset {
  /** What it is included and run by. */
  name: string;
  /** What it calls itself. */
  title: string;
  description: string;
}

/** The presets in this folder, by name. */
export async function listPresets(folder: string): Promise<Preset[]> {
  return await Promise.all(
    (await presetNames(folder)).map(async (name) => {
      const text = await readFile(presetFile(folder, name), 'utf8');
      const fields = new YamlSource(`preset ${name}`, text).value as { name: string; description?: string };
      return { name, title: fields.name, description: (fields.description ?? '').trim() };
    }),
  );
}
