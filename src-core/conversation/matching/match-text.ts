import { assertNever } from '../../protocol/assert-never';
import type { TemplatePart } from '../templates/parse-template';
import { parseTemplate } from '../templates/parse-template';
import type { Scope } from '../templates/scope';
import { TemplateError } from '../templates/template-error';
import { textOf, variableOf } from '../templates/templates';
import { wildcardSources } from './fits-wildcard';

/** Refused: it would be another value each time, and nothing could be equal to it. */
export function generatorError(name: string): TemplateError {
  return new TemplateError(
    `{{$${name}}} makes a new value each time and cannot be expected; accepted here: variables, {{$any}}, {{$number}}, {{$string}}, {{$time}}`,
  );
}

/**
 * Matches a text against a template of several parts. Answers what its unbound variables stand for, null when it does not
 * fit. @param unbound whether a variable has no value yet and may take what is there
 */
export function matchText(
  parts: readonly TemplatePart[],
  text: string,
  scope: Scope,
  unbound: (name: string) => boolean,
): Record<string, string> | null {
  const names: string[] = [];
  const source = parts.map((part) => sourceOf(part, scope, unbound, names)).join('');
  const match = new RegExp(`^${source}$`, 'u').exec(text);
  if (!match) return null;
  return Object.fromEntries(names.map((name, n) => [name, match[n + 1] ?? '']));
}

function sourceOf(
  part: TemplatePart,
  scope: Scope,
  unbound: (name: string) => boolean,
  names: string[],
): string {
  switch (part.kind) {
    case 'text':
      return escapeRegExp(part.text);
    case 'variable': {
      if (!unbound(part.name)) return escapeRegExp(textOf(variableOf(part.name, scope)));
      const known = names.indexOf(part.name);
      // The group behind it keeps a digit of the text from being read as part of the number.
      if (known >= 0) return `(?:\\${known + 1})`;
      names.push(part.name);
      return '([^]+?)';
    }
    case 'wildcard':
      return wildcardSources[part.name];
    case 'generator':
      throw generatorError(part.name);
    default:
      return assertNever(part);
  }
}

/**
 * A regular expression (flag `u`) with variables in it; what they stand for is taken as plain text.
 * Throws TemplateError, and SyntaxError when it is none.
 */
export function expandRegExp(source: string, scope: Scope): RegExp {
  return new RegExp(
    parseTemplate(source)
      .map((part) => {
        if (part.kind === 'text') return part.text;
        if (part.kind === 'generator') throw generatorError(part.name);
        if (part.kind === 'variable') return escapeRegExp(textOf(variableOf(part.name, scope)));
        throw new TemplateError(
          `{{$${part.name}}} cannot stand in a regular expression; .* stands for anything`,
        );
      })
      .join(''),
    'u',
  );
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
