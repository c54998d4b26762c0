import { maskSecrets } from '../../../redaction/mask-secrets';
import { fitsWildcard, wildcardSources } from '../../matching/fits-wildcard';
import { parseTemplate, type TemplatePart } from '../../templates/parse-template';
import { textOf } from '../../templates/templates';
import { escaped } from '../masking/stand-ins';

/** What is bound so far, with what this frame binds. */
export interface Fitting {
  get(name: string): unknown;
  readonly bound: Map<string, unknown>;
}

/** Whether a value is what a recorded text stands for. Binds stand-ins that had no value yet. */
export function fitText(recorded: string, value: unknown, fitting: Fitting): boolean {
  if (recorded === value) return true;
  if (!recorded.includes('{{')) return typeof value === 'string' && maskSecrets(value) === recorded;
  const parts = parseTemplate(recorded);
  const [only] = parts;
  if (parts.length === 1 && only) return fitPart(only, value, fitting);
  return (
    typeof value === 'string' &&
    (fitParts(parts, value, fitting) || fitParts(parts, maskSecrets(value), fitting))
  );
}

function fitPart(part: TemplatePart, value: unknown, fitting: Fitting): boolean {
  if (part.kind === 'variable') return fitVariable(part.name, value, fitting);
  if (part.kind === 'wildcard') return fitsWildcard(part.name, value);
  return typeof value === 'string' && fitParts([part], value, fitting);
}

function fitVariable(name: string, value: unknown, fitting: Fitting): boolean {
  const before = fitting.get(name) ?? fitting.bound.get(name);
  if (before !== undefined) return before === value;
  if (typeof value !== 'string' && typeof value !== 'number') return false;
  fitting.bound.set(name, value);
  return true;
}

/** Every part that is not known yet takes as little as it can. */
function fitParts(parts: readonly TemplatePart[], text: string, fitting: Fitting): boolean {
  const names: string[] = [];
  const pattern = parts.map((part) => {
    if (part.kind === 'text') return escaped(part.text);
    if (part.kind === 'wildcard') return wildcardSources[part.name];
    if (part.kind === 'generator') return '.+?';
    const value = fitting.get(part.name) ?? fitting.bound.get(part.name);
    if (value !== undefined) return escaped(textOf(value));
    const earlier = names.indexOf(part.name);
    if (earlier >= 0) return `\\${earlier + 1}(?!\\d)`;
    names.push(part.name);
    return '(.+?)';
  });
  const match = new RegExp(`^${pattern.join('')}$`, 's').exec(text);
  if (!match) return false;
  for (const [i, name] of names.entries()) fitting.bound.set(name, match[i + 1]);
  return true;
}
