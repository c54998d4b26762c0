import type { Expectation } from '../collection';
import { pathCovers, type PathStep, pathText } from '../json-path/json-path';
import type { RecordedEntry, Recording } from '../recording';
import { parseTemplate } from '../templates/parse-template';
import { templateOf } from '../templates/templates';
import { allowanceOf } from './allowed-differences';
import { type FrameBody, frameTypeOf } from './frame-body';
import { escaped } from './masking/stand-ins';

/** What is waited for when nothing else is said; ms. */
const usualWaitMs = 5000;
const longestWaitMs = 3_600_000;
const longestText = 1000;

export type FrameEntry = Extract<RecordedEntry, { kind: 'sent' | 'received' }>;
/** A frame like this comes. */
export type ComesExpectation = Exclude<Expectation, { none: unknown } | { order: unknown }>;

/** Received frames of a recording as what is to be expected, read in their order. */
export class ExpectedPatterns {
  /** Stand-ins that have a value by now; what the recorded side chose, and secrets, have one from the start. */
  readonly #known: Set<string>;
  /** How often each stand-in stands somewhere. */
  readonly #uses = new Map<string, number>();

  constructor(private readonly recording: Recording) {
    const { values, entries } = recording;
    this.#known = new Set(Object.keys(values).filter((name) => values[name]?.chosenBy !== 'server'));
    for (const [, name = ''] of JSON.stringify(entries).matchAll(/\{\{([\w-]+)\}\}/g))
      this.#uses.set(name, (this.#uses.get(name) ?? 0) + 1);
  }

  /**
   * Null for a frame that may as well not come, or that cannot be told from others.
   * @param tookMs how long it took to come, recorded
   */
  of(entry: FrameEntry, tookMs: number): ComesExpectation | null {
    const { connection, frame, text } = entry;
    const type = frameTypeOf(entry as FrameBody);
    const about = { connection, frame: type, kind: 'missing', path: '' } as const;
    if (allowanceOf(this.recording.allow, about) !== undefined) return null;
    const within = Math.min(longestWaitMs, Math.ceil(2 * tookMs));
    const common = { on: connection, ...(within > usualWaitMs && { within }) };
    if (text !== undefined) {
      const source = `^${this.#sourceOf(text)}$`;
      return source.length > longestText ? null : { ...common, text: source };
    }
    if (typeof frame !== 'object' || frame === null || Array.isArray(frame)) return null;
    const capture: Record<string, string> = {};
    const pattern = this.#patternOf(frame, [], { connection, type, capture }) as Record<string, unknown>;
    return { ...common, frame: pattern, ...(Object.keys(capture).length > 0 && { capture }) };
  }

  #patternOf(value: unknown, path: readonly PathStep[], work: Work): unknown {
    if (typeof value === 'string') return this.#patternText(value, path, work);
    if (Array.isArray(value)) return value.map((item, i) => this.#patternOf(item, [...path, i], work));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .map(([name, item]) => [name, [...path, name], item] as const)
        .filter(([, here]) => !this.#mayDiffer(here, work))
        .map(([name, here, item]) => [name, this.#patternOf(item, here, work)]),
    );
  }

  #patternText(text: string, path: readonly PathStep[], { capture }: Work): string {
    if (!text.includes('{{')) return text;
    const parts = parseTemplate(text);
    const [only] = parts;
    if (parts.length !== 1 || only?.kind !== 'variable' || this.#known.has(only.name)) return text;
    if ((this.#uses.get(only.name) ?? 0) > 1) {
      this.#known.add(only.name);
      capture[only.name] = pathText(path);
    }
    return '{{$any}}';
  }

  #mayDiffer(path: readonly PathStep[], { connection, type }: Work): boolean {
    return this.recording.allow.some(
      (one) =>
        (one.on === undefined || one.on === connection) &&
        (one.frame === undefined || one.frame === type) &&
        one.path !== undefined &&
        pathCovers(one.path, path),
    );
  }

  /** A plain text as a regular expression; stand-ins that are not known yet are its groups. */
  #sourceOf(text: string): string {
    return parseTemplate(text)
      .map((part) => {
        if (part.kind === 'text') return escaped(part.text);
        if (part.kind !== 'variable') return '[^]*?';
        if (this.#known.has(part.name)) return templateOf([{ variable: part.name }]);
        this.#known.add(part.name);
        return `(?<${part.name.replaceAll('-', '_')}>[^]+?)`;
      })
      .join('');
  }
}

interface Work {
  connection: string;
  type: string;
  capture: Record<string, string>;
}
