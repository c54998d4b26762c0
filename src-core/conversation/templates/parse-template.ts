import { type Generator, generatorNames, type Wildcard, wildcardNames } from './dollar-names';
import { TemplateError } from './template-error';
import { variableNamePattern } from './variable-name';

/** A piece of a text with templates in it. */
export type TemplatePart =
  | { kind: 'text'; text: string }
  | { kind: 'variable'; name: string }
  | { kind: 'generator'; name: Generator; bounds: readonly [number, number] | null }
  | { kind: 'wildcard'; name: Wildcard };

/** Backslashes, and braces that may begin a template. */
const opening = /(\\*)(\{{2,})/g;

const nameForm = new RegExp(`^${variableNamePattern}$`);
const wholeNumber = /^-?\d{1,15}$/;

/**
 * Takes a text apart. `\{{` is a plain `{{`; before it, and before a template, two backslashes stand for one. Of more
 * than two braces the last two begin the template. Throws TemplateError at a `{{` that begins nothing.
 */
export function parseTemplate(text: string): TemplatePart[] {
  // Most texts have none at all.
  if (!text.includes('{{')) return text === '' ? [] : [{ kind: 'text', text }];
  const parts: TemplatePart[] = [];
  let plain = '';
  let from = 0;
  opening.lastIndex = 0;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const [, slashes = '', braces = ''] = match;
    plain += text.slice(from, match.index) + slashes.slice(0, Math.floor(slashes.length / 2));
    if (slashes.length % 2 === 1) {
      plain += '{{';
      from = match.index + slashes.length + 2;
    } else {
      plain += braces.slice(2);
      const begin = match.index + slashes.length + braces.length;
      const end = text.indexOf('}}', begin);
      if (end === -1) throw new TemplateError(`"{{" has no "}}" after it${literalHint}`);
      if (plain !== '') parts.push({ kind: 'text', text: plain });
      plain = '';
      parts.push(partOf(text.slice(begin, end)));
      from = end + 2;
    }
    opening.lastIndex = from;
  }
  plain += text.slice(from);
  return plain === '' ? parts : [...parts, { kind: 'text', text: plain }];
}

const literalHint = '; a plain "{{" is written "\\{{"';

function partOf(inner: string): TemplatePart {
  const words = inner.trim().split(/\s+/);
  const [first = '', ...rest] = words;
  if (!first.startsWith('$')) {
    if (rest.length === 0 && nameForm.test(first)) return { kind: 'variable', name: first };
    throw new TemplateError(
      `"{{${inner}}}" is no template; accepted: {{name}} and {{$name}}, a name being letters, digits, _ and -${literalHint}`,
    );
  }
  const name = first.slice(1);
  if (isOneOf(generatorNames, name)) return { kind: 'generator', name, bounds: boundsOf(name, rest) };
  if (isOneOf(wildcardNames, name) && rest.length === 0) return { kind: 'wildcard', name };
  const accepted = [...generatorNames, ...wildcardNames].map((one) => `{{$${one}}}`).join(', ');
  throw new TemplateError(`"{{${inner}}}" is no template; accepted: ${accepted}`);
}

function boundsOf(name: Generator, words: readonly string[]): readonly [number, number] | null {
  if (words.length === 0) return null;
  const [from, to] = words.map(Number);
  const fits = name === 'random' && words.length === 2 && words.every((word) => wholeNumber.test(word));
  if (!fits || from === undefined || to === undefined || from > to)
    throw new TemplateError(
      name === 'random'
        ? `"{{$random ${words.join(' ')}}}" has no such bounds; accepted: two whole numbers, the lower first, as in {{$random 1 100}}`
        : `{{$${name}}} takes nothing after its name`,
    );
  return [from, to];
}

function isOneOf<T extends string>(names: readonly T[], name: string): name is T {
  return (names as readonly string[]).includes(name);
}
