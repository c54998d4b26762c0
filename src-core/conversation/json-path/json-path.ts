/** One step into a value: a field, an entry of a list from 0, or every field or entry. */
export type PathStep = string | number | typeof each;
export const each = Symbol('each');

/** A text is no path. */
export class JsonPathError extends Error {}

const step = /\.([A-Za-z_$][\w$-]*)|\[(\d{1,9})\]|\[\*\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/y;

/** Takes a path apart: `$.job.items[0]['odd name']`, `$.items[*].id`; `$` is the whole. Throws JsonPathError. */
export function parsePath(text: string): PathStep[] {
  if (!text.startsWith('$')) throw fault(text, 0);
  const steps: PathStep[] = [];
  step.lastIndex = 1;
  while (step.lastIndex < text.length) {
    const from = step.lastIndex;
    const match = step.exec(text);
    if (!match) throw fault(text, from);
    const [, name, index, single, double] = match;
    const quoted = single ?? double;
    if (name !== undefined) steps.push(name);
    else if (index !== undefined) steps.push(Number(index));
    else if (quoted !== undefined) steps.push(quoted.replace(/\\(.)/gs, '$1'));
    else steps.push(each);
  }
  return steps;
}

function fault(text: string, at: number): JsonPathError {
  return new JsonPathError(
    `"${text}" is no path from its character ${at + 1} on; accepted: $ for the whole, .name, [0], [*], ['odd name'], as in $.job.items[0]`,
  );
}

/** The text of a path. */
export function pathText(steps: readonly PathStep[]): string {
  return `$${steps.map(stepText).join('')}`;
}

function stepText(one: PathStep): string {
  if (one === each) return '[*]';
  if (typeof one === 'number') return `[${one}]`;
  const name = String(one);
  return /^[A-Za-z_$][\w$-]*$/.test(name) ? `.${name}` : `['${name.replace(/[\\']/g, '\\$&')}']`;
}

/**
 * What stands at a path. With `[*]`: the list of everything that does, found when there is anything. `.length` of a list
 * is how many entries it has.
 */
export function readPath(value: unknown, path: string | readonly PathStep[]): PathValue {
  const steps = typeof path === 'string' ? parsePath(path) : path;
  let found = [value];
  for (const one of steps) found = found.flatMap((here) => stepInto(here, one));
  if (steps.includes(each)) return { found: found.length > 0, value: found };
  return { found: found.length > 0, value: found[0] };
}

export interface PathValue {
  found: boolean;
  value: unknown;
}

function stepInto(value: unknown, one: PathStep): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (one === each) return Object.values(value);
  if (Array.isArray(value)) {
    if (one === 'length') return [value.length];
    return typeof one === 'number' && one < value.length ? [value[one]] : [];
  }
  const name = String(one);
  return Object.hasOwn(value, name) ? [(value as Record<string, unknown>)[name]] : [];
}

/** Whether a path with `[*]` in it means this place, or something around it. */
export function pathCovers(path: string | readonly PathStep[], place: string | readonly PathStep[]): boolean {
  const steps = typeof path === 'string' ? parsePath(path) : path;
  const at = typeof place === 'string' ? parsePath(place) : place;
  return steps.length <= at.length && steps.every((one, n) => one === each || String(one) === String(at[n]));
}
