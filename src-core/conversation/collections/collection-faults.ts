import type { Collection, Expectation, FrameMatch, Request } from '../collection';
import { parseTemplate, type TemplatePart } from '../templates/parse-template';
import { generatorError } from '../matching/match-text';

type Path = readonly (string | number)[];

/** Something of a collection that cannot work, though each part of it is well-formed. */
interface Fault {
  path: Path;
  message: string;
}

/** Connections that are used and nowhere described, and templates that mean nothing where they stand. */
export function collectionFaults(collection: Collection): Fault[] {
  const check = new Check(collection);
  for (const [name, value] of Object.entries(collection.variables ?? {}))
    check.sent(value, ['variables', name]);
  for (const [name, spec] of Object.entries(collection.connections)) check.sent(spec, ['connections', name]);
  for (const [n, request] of collection.requests.entries()) check.request(request, ['requests', n]);
  for (const [n, expectation] of (collection.expect ?? []).entries())
    check.expectation(expectation, ['expect', n]);
  return check.faults;
}

class Check {
  readonly faults: Fault[] = [];
  readonly #connections: readonly string[];

  constructor({ connections }: Collection) {
    this.#connections = Object.keys(connections);
  }

  request({ on, message, text, expect = [] }: Request, path: Path): void {
    this.#on(on, path);
    this.sent(message, [...path, 'message']);
    this.sent(text, [...path, 'text']);
    for (const [n, expectation] of expect.entries()) this.expectation(expectation, [...path, 'expect', n]);
  }

  expectation(expectation: Expectation, path: Path): void {
    if ('none' in expectation) return this.#match(expectation.none, [...path, 'none']);
    if ('order' in expectation) {
      for (const [n, match] of expectation.order.entries()) this.#match(match, [...path, 'order', n]);
      return;
    }
    this.#match(expectation, path);
    for (const [n, { equals, matches }] of (expectation.where ?? []).entries()) {
      this.#expected(equals, [...path, 'where', n, 'equals']);
      this.#expected(matches, [...path, 'where', n, 'matches']);
    }
  }

  #match({ frame, text, on }: FrameMatch, path: Path): void {
    this.#on(on, path);
    this.#expected(frame, [...path, 'frame']);
    this.#expected(text, [...path, 'text']);
  }

  #on(on: string | undefined, path: Path): void {
    if (on === undefined || this.#connections.includes(on)) return;
    const known = this.#connections.join(', ') || 'none';
    this.faults.push({
      path: [...path, 'on'],
      message: `unknown connection "${on}"; described under "connections": ${known}`,
    });
  }

  /** Templates in what is sent. */
  sent(value: unknown, path: Path): void {
    this.#walk(value, path, (part) => {
      if (part.kind === 'wildcard')
        throw new Error(`{{$${part.name}}} can stand only in what is expected, not in what is sent`);
    });
  }

  #expected(value: unknown, path: Path): void {
    this.#walk(value, path, (part) => {
      if (part.kind === 'generator') throw generatorError(part.name);
    });
  }

  #walk(value: unknown, path: Path, judge: (part: TemplatePart) => void): void {
    if (typeof value === 'string') {
      try {
        for (const part of parseTemplate(value)) judge(part);
      } catch (error) {
        this.faults.push({ path, message: (error as Error).message });
      }
    } else if (Array.isArray(value)) {
      for (const [n, item] of value.entries()) this.#walk(item, [...path, n], judge);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) {
        this.#walk(key, [...path, key], judge);
        this.#walk(item, [...path, key], judge);
      }
    }
  }
}
