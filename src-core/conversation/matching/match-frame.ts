import type { PathStep } from '../json-path/json-path';
import { pathText } from '../json-path/json-path';
import { wildcards } from '../templates/dollar-names';
import { parseTemplate, type TemplatePart } from '../templates/parse-template';
import type { Scope } from '../templates/scope';
import { expandText, variableOf } from '../templates/templates';
import { equalJson } from './equal-json';
import { fitsWildcard } from './fits-wildcard';
import { generatorError, matchText } from './match-text';
import { shownAt } from './shown';

export interface MatchOptions {
  /** A variable without a value takes what is there; else it is an UnknownVariableError. */
  capture?: boolean;
  /** Objects may have no further fields. */
  exact?: boolean;
  /** Where the value stands in a larger one. */
  at?: readonly PathStep[];
}

/** The first place where a value is not what a pattern says. */
export interface Mismatch {
  fits: false;
  /** `$.job.type`. */
  path: string;
  /** The value, or in words what would have fit there. */
  expected: unknown;
  /** Undefined when there is nothing. */
  actual: unknown;
  /** All of it in words: `$.state was "waiting", expected "completed"`. */
  message: string;
  /** How much of the pattern fits, 0 to below 1. */
  share: number;
}

export type Match = { fits: true; captured: Record<string, unknown> } | Mismatch;

/**
 * Whether JSON is as a pattern says: at least its fields, at any depth; lists of the same length. Texts of the pattern may
 * hold variables and wildcards. Throws TemplateError (UnknownVariableError).
 */
export function matchFrame(
  pattern: unknown,
  value: unknown,
  scope: Scope,
  options: MatchOptions = {},
): Match {
  const matcher = new Matcher(scope, options);
  matcher.compare(pattern, value, options.at ?? []);
  const { first, captured, fitting, compared } = matcher;
  if (!first) return { fits: true, captured };
  return { ...first, share: fitting / compared };
}

class Matcher {
  readonly captured: Record<string, unknown> = {};
  first: Omit<Mismatch, 'share'> | null = null;
  fitting = 0;
  compared = 0;

  /** With what was captured so far. */
  readonly scope: Scope;

  constructor(
    scope: Scope,
    readonly options: MatchOptions,
  ) {
    const { captured } = this;
    this.scope = {
      ...scope,
      variable: (name) => (Object.hasOwn(captured, name) ? captured[name] : scope.variable(name)),
    };
  }

  compare(pattern: unknown, value: unknown, path: readonly PathStep[]): void {
    if (typeof pattern === 'string') this.#text(parseTemplate(pattern), value, path);
    else if (Array.isArray(pattern)) this.#list(pattern, value, path);
    else if (typeof pattern === 'object' && pattern !== null) this.#fields(pattern, value, path);
    else this.#judge(pattern === value, path, pattern, value);
  }

  #text(parts: readonly TemplatePart[], value: unknown, path: readonly PathStep[]): void {
    const [only] = parts;
    if (!only) return this.#judge(value === '', path, '', value);
    if (parts.length > 1) return this.#longText(parts, value, path);
    if (only.kind === 'text') return this.#judge(value === only.text, path, only.text, value);
    if (only.kind === 'generator') throw generatorError(only.name);
    if (only.kind === 'wildcard')
      return this.#judge(fitsWildcard(only.name, value), path, words(wildcards[only.name]), value);
    const { name } = only;
    if (this.#unbound(name)) {
      if (value !== undefined) this.captured[name] = value;
      return this.#judge(value !== undefined, path, words(`something for {{${name}}}`), value);
    }
    const expected = variableOf(name, this.scope);
    this.#judge(equalJson(value, expected), path, expected, value);
  }

  #longText(parts: readonly TemplatePart[], value: unknown, path: readonly PathStep[]): void {
    const text = typeof value === 'string' ? value : '';
    const found = matchText(parts, text, this.scope, (name) => this.#unbound(name));
    const fits = typeof value === 'string' && found !== null;
    if (fits) Object.assign(this.captured, found);
    const expected = parts.map((part) => this.#inWords(part)).join('');
    this.#judge(fits, path, expected, value);
  }

  #inWords(part: TemplatePart): string {
    if (part.kind === 'text') return part.text;
    if (part.kind !== 'variable') return `{{$${part.name}}}`;
    return this.#unbound(part.name) ? `{{${part.name}}}` : expandText(`{{${part.name}}}`, this.scope);
  }

  #unbound(name: string): boolean {
    return this.options.capture === true && this.scope.variable(name) === undefined;
  }

  #list(pattern: readonly unknown[], value: unknown, path: readonly PathStep[]): void {
    if (!Array.isArray(value)) return this.#judge(false, path, words('a list'), value);
    this.#judge(
      value.length === pattern.length,
      path,
      words(`a list of ${pattern.length}`),
      words(`one of ${value.length}`),
    );
    for (const [n, item] of pattern.entries())
      if (n < value.length) this.compare(item, value[n], [...path, n]);
  }

  #fields(pattern: object, value: unknown, path: readonly PathStep[]): void {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isObject) return this.#judge(false, path, words('an object'), value);
    const fields = value as Record<string, unknown>;
    const known = new Set<string>();
    for (const [template, item] of Object.entries(pattern)) {
      const key = expandText(template, this.scope);
      known.add(key);
      this.compare(item, Object.hasOwn(fields, key) ? fields[key] : undefined, [...path, key]);
    }
    if (!this.options.exact) return;
    for (const key of Object.keys(fields))
      if (!known.has(key)) this.#judge(false, [...path, key], words('nothing'), fields[key]);
  }

  #judge(fits: boolean, path: readonly PathStep[], expected: unknown, actual: unknown): void {
    this.compared += 1;
    if (fits) this.fitting += 1;
    else if (!this.first) {
      const at = pathText(path);
      const was = actual === undefined ? 'is missing' : `was ${said(actual, path)}`;
      const message = `${at} ${was}, expected ${said(expected, path)}`;
      this.first = { fits: false, path: at, expected: plain(expected), actual: plain(actual), message };
    }
  }
}

/** What is said in words, not shown as a value. */
class Words {
  constructor(readonly text: string) {}
}

function words(text: string): Words {
  return new Words(text);
}

function said(value: unknown, path: readonly PathStep[]): string {
  return value instanceof Words ? value.text : shownAt(path, value);
}

function plain(value: unknown): unknown {
  return value instanceof Words ? value.text : value;
}
