import type { Scope } from '../../templates/scope';
import { TemplateError } from '../../templates/template-error';
import { expandValue } from '../../templates/templates';

/**
 * The variables a run begins with. Those of the collection may use others and generators; they are filled in once, so
 * that `{{$uuid}}` in a variable is one id throughout. What is given from outside goes first and stays as it is.
 * Throws TemplateError.
 */
export function resolveVariables(
  own: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, unknown>>,
  generate: Scope['generate'],
): Record<string, unknown> {
  const values: Record<string, unknown> = { ...given };
  const open: string[] = [];
  const resolve = (name: string): unknown => {
    if (Object.hasOwn(values, name)) return values[name];
    if (!Object.hasOwn(own, name)) return undefined;
    if (open.includes(name))
      throw new TemplateError(`variables stand for each other: ${[...open, name].join(' -> ')}`);
    open.push(name);
    values[name] = expandValue(own[name], scope);
    open.pop();
    return values[name];
  };
  const scope: Scope = { variable: resolve, names: () => Object.keys({ ...own, ...given }), generate };
  for (const name of Object.keys(own)) resolve(name);
  return values;
}
