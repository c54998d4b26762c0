import type { z } from 'zod';

type SchemaIssue = z.core.$ZodIssue;
export type IssuePath = readonly PropertyKey[];

/** One fault of a value, in words a user understands, at the place it is about. */
export interface ValueIssue {
  path: IssuePath;
  message: string;
  /** The fault is the key itself, not its value. */
  atKey?: boolean;
}

/** What zod found, without its unions: of each only the form that was most likely meant. */
export function valueIssues(issues: readonly SchemaIssue[], value: unknown): ValueIssue[] {
  return issues.flatMap((issue) => issuesOf(issue, [], value));
}

function issuesOf(issue: SchemaIssue, base: IssuePath, value: unknown): ValueIssue[] {
  const path = [...base, ...issue.path];
  const found = valueAt(value, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: `unknown key "${key}"`,
        atKey: true,
      }));
    case 'invalid_union':
      return unionIssues(issue.errors, path, value);
    case 'invalid_key':
      return [{ path, message: issue.issues[0]?.message ?? issue.message, atKey: true }];
    case 'invalid_value':
      return [
        { path, message: `${shown(found)} is not accepted here; accepted: ${issue.values.join(', ')}` },
      ];
    case 'invalid_type':
      if (found === undefined) return [{ path, message: `"${String(path.at(-1))}" is missing` }];
      return [{ path, message: `must be ${nameOf(issue.expected)}, not ${shown(found)}` }];
    default:
      return [{ path, message: issue.message }];
  }
}

function unionIssues(forms: SchemaIssue[][], path: IssuePath, value: unknown): ValueIssue[] {
  const kinds = forms.flatMap((issues) => issues.filter(isKind).flatMap((issue) => issue.values));
  if (kinds.length > 0 && forms.every((issues) => issues.some(isKind)))
    return [
      {
        path: [...path, 'kind'],
        message: `unknown kind ${shown(valueAt(value, [...path, 'kind']))}; accepted: ${kinds.join(', ')}`,
      },
    ];
  const ranked = forms.map((issues) => ({ issues, distance: distanceOf(issues) }));
  ranked.sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  if (!best) return [{ path, message: 'is not accepted here' }];
  if (best.distance < strange) return best.issues.flatMap((issue) => issuesOf(issue, path, value));
  const found = valueAt(value, path);
  // One form knows some of its keys, and the others know fewer: the rest are mistakes in that one.
  const clear = best.distance < (ranked[1]?.distance ?? 0);
  if (clear && isRecord(found) && best.distance < strange * Object.keys(found).length)
    return best.issues.flatMap((issue) => issuesOf(issue, path, value));
  const accepted = [...new Set(forms.flatMap((issues) => acceptedBy(issues)))];
  const what = isRecord(found) ? `{${Object.keys(found).join(', ')}}` : shown(found);
  return [{ path, message: `${what} is not accepted here; accepted: ${accepted.join(', ')}` }];
}

function isKind(issue: SchemaIssue): issue is Extract<SchemaIssue, { code: 'invalid_value' }> {
  return issue.code === 'invalid_value' && issue.path.length === 1 && issue.path[0] === 'kind';
}

/** From here on a form cannot have been meant: the value is of another type, or has keys the form does not know. */
const strange = 100;

function distanceOf(issues: SchemaIssue[]): number {
  return issues.reduce((sum, issue) => sum + distance(issue), 0);
}

function distance(issue: SchemaIssue): number {
  if (issue.path.length > 0) return 1;
  if (issue.code === 'invalid_type') return 10 * strange;
  if (issue.code === 'unrecognized_keys') return strange * issue.keys.length;
  if (issue.code === 'invalid_union') return Math.min(...issue.errors.map(distanceOf));
  return 1;
}

/** What a form would have taken, in words. */
function acceptedBy(issues: SchemaIssue[]): string[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'invalid_union') return issue.errors.flatMap(acceptedBy);
    if (issue.code !== 'invalid_type') return [];
    return issue.path.length === 0 ? [nameOf(issue.expected)] : [`{${String(issue.path[0])}: ...}`];
  });
}

const names: Record<string, string> = {
  object: 'a map of keys',
  record: 'a map of keys',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function nameOf(type: string): string {
  return names[type] ?? type;
}

function isRecord(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueAt(value: unknown, path: IssuePath): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Record<PropertyKey, unknown>)[key];
  }
  return found;
}

function shown(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map of keys';
  return JSON.stringify(value);
}
