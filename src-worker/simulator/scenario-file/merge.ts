import type { IssuePath } from '../../../src-core/protocol/schema-issues';
import type { YamlSource } from './yaml-source';

type Fields = Record<string, unknown>;

/** What one file says, and what it stands for once merged: positions are looked up in it. */
export interface ScenarioPart {
  source: YamlSource;
  fields: Fields;
}

/** Several files as one scenario; the last goes first. */
export interface MergedScenario {
  fields: Fields;
  parts: readonly ScenarioPart[];
  /** Where each fault of `fields` comes from. */
  faults: { source: YamlSource; index: number }[];
}

/** Keys whose entries are merged by name, and within an entry field by field. */
const named = new Set(['jobs', 'machines', 'load']);

/** Merges files, included ones before the file that includes them: a later part goes before an earlier one. */
export function mergeParts(parts: readonly ScenarioPart[]): MergedScenario {
  const merged: MergedScenario = { fields: {}, parts, faults: [] };
  for (const part of parts) addPart(merged, part);
  return merged;
}

function addPart(merged: MergedScenario, { source, fields }: ScenarioPart): void {
  for (const [key, value] of Object.entries(fields)) {
    if (key === 'include') continue;
    const known = merged.fields[key];
    if (key === 'faults' && Array.isArray(value)) {
      value.forEach((_, index) => {
        merged.faults.push({ source, index });
      });
      merged.fields[key] = [...(Array.isArray(known) ? known : []), ...value];
    } else if (named.has(key)) merged.fields[key] = mergeFields(known, value, 1);
    else if (key === 'assert') merged.fields[key] = mergeFields(known, value, 0);
    else merged.fields[key] = value;
  }
}

/** `levels` further levels of maps are merged, too; below them the later value replaces the earlier one whole. */
function mergeFields(earlier: unknown, later: unknown, levels: number): unknown {
  if (!isFields(earlier) || !isFields(later)) return later;
  const fields = { ...earlier };
  for (const [key, value] of Object.entries(later))
    fields[key] = levels > 0 ? mergeFields(fields[key], value, levels - 1) : value;
  return fields;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The file and path that a path of the merged scenario comes from. */
export function originOf(merged: MergedScenario, path: IssuePath): { source: YamlSource; path: IssuePath } {
  const fault = path[0] === 'faults' && typeof path[1] === 'number' ? merged.faults[path[1]] : undefined;
  if (fault) return { source: fault.source, path: ['faults', fault.index, ...path.slice(2)] };
  // The last file that goes deepest along the path: what it says is what counts.
  let [best, depth] = [merged.parts.at(-1) as ScenarioPart, -1];
  for (const part of [...merged.parts].reverse()) {
    const found = part.source.find(path).depth;
    if (found > depth) [best, depth] = [part, found];
  }
  return { source: best.source, path };
}
