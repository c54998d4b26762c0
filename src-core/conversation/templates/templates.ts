import { assertNever } from '../../protocol/assert-never';
import { parseTemplate, type TemplatePart } from './parse-template';
import type { Scope } from './scope';
import { TemplateError, UnknownVariableError } from './template-error';

/**
 * A text with its variables and generators filled in; values that are no text are put in as JSON.
 * Throws UnknownVariableError, and TemplateError at a `{{` that begins nothing and at wildcards.
 */
export function expandText(text: string, scope: Scope): string {
  return parseTemplate(text)
    .map((part) => textOf(partValue(part, scope)))
    .join('');
}

/**
 * JSON with the templates in its texts and keys filled in. A text that is one template and nothing else becomes the
 * value itself: a number stays a number. Throws as `expandText` does.
 */
export function expandValue(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') {
    const parts = parseTemplate(value);
    const [only] = parts;
    return parts.length === 1 && only ? partValue(only, scope) : expandText(value, scope);
  }
  if (Array.isArray(value)) return value.map((item) => expandValue(item, scope));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [expandText(key, scope), expandValue(item, scope)]),
  );
}

/** A text that stands for itself when templates in it are filled in. */
export function escapeTemplate(text: string): string {
  return text.replace(/(\\*)\{\{/g, '$1$1\\{{');
}

/** JSON that stands for itself when templates in it are filled in. */
export function escapeValue(value: unknown): unknown {
  if (typeof value === 'string') return escapeTemplate(value);
  if (Array.isArray(value)) return value.map(escapeValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [escapeTemplate(key), escapeValue(item)]),
  );
}

/** A text made of plain pieces, which are escaped, and of variables, by their names. */
export function templateOf(pieces: readonly (string | { variable: string })[]): string {
  let template = '';
  let plain = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      plain += piece;
      continue;
    }
    // Backslashes right before a template are taken as its own.
    template += escapeTemplate(plain).replace(/\\+(?=\{?$)/, '$&$&');
    template += `{{${piece.variable}}}`;
    plain = '';
  }
  return template + escapeTemplate(plain);
}

/** Names of the variables in a text, or in JSON at any depth; each once. Throws TemplateError. */
export function namesIn(value: unknown): string[] {
  const names = new Set<string>();
  collectNames(value, names);
  return [...names];
}

function collectNames(value: unknown, names: Set<string>): void {
  if (typeof value === 'string') {
    for (const part of parseTemplate(value)) if (part.kind === 'variable') names.add(part.name);
  } else if (Array.isArray(value)) {
    for (const item of value) collectNames(item, names);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      collectNames(key, names);
      collectNames(item, names);
    }
  }
}

function partValue(part: TemplatePart, scope: Scope): unknown {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'variable':
      return variableOf(part.name, scope);
    case 'generator':
      return scope.generate(part.name, part.bounds);
    case 'wildcard':
      throw new TemplateError(`{{$${part.name}}} can stand only in what is expected, not in what is sent`);
    default:
      return assertNever(part);
  }
}

/** The value of a variable. Throws UnknownVariableError. */
export function variableOf(name: string, scope: Scope): unknown {
  const value = scope.variable(name);
  if (value === undefined) throw new UnknownVariableError(name, scope.names());
  return value;
}

/** A value as it is put into a longer text. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
