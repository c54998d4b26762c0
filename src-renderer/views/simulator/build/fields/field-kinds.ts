import { spanText } from '../../draft/span-text';

/** How a value is written in a field and read from it. What cannot be read is kept as text: the schema says what is wrong. */
export interface FieldKind {
  write(value: unknown): string;
  /** undefined = nothing was entered. */
  read(text: string): unknown;
  /** Stands behind the text. */
  unit?: string;
}

const plain = (value: unknown): string => (value === undefined || value === null ? '' : String(value));
const numberOr = (text: string): unknown => (Number.isNaN(Number(text)) ? text : Number(text));
/** Percents have no more digits than were typed: 0.07 * 100 is not 7 otherwise. */
const tidy = (value: number): number => Number(value.toPrecision(12));

const text: FieldKind = { write: plain, read: (typed) => (typed === '' ? undefined : typed) };

const number: FieldKind = {
  write: plain,
  read: (typed) => (typed.trim() === '' ? undefined : numberOr(typed.trim())),
};

/** A share, as percent. */
const percent: FieldKind = {
  unit: '%',
  write: (value) => (typeof value === 'number' ? String(tidy(value * 100)) : plain(value)),
  read: (typed) => {
    if (typed.trim() === '') return undefined;
    const value = numberOr(typed.trim());
    return typeof value === 'number' ? tidy(value / 100) : value;
  },
};

/** A span of time: `800ms`, `1.5s`. */
const span: FieldKind = {
  write: (value) => (typeof value === 'number' ? spanText(value) : plain(value)),
  read: (typed) => {
    const trimmed = typed.trim();
    if (trimmed === '') return undefined;
    return /^\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : trimmed;
  },
};

const parts = (typed: string): string[] =>
  typed
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Several texts: `render, caption`. */
const list: FieldKind = {
  write: (value) => (Array.isArray(value) ? value.join(', ') : plain(value)),
  read: (typed) => (parts(typed).length === 0 ? undefined : parts(typed)),
};

/** Several numbers: `1, 2`. */
const numbers: FieldKind = { ...list, read: (typed) => many(typed, numberOr) };

/** Several spans: `800ms, 1.2s`. */
const spans: FieldKind = {
  write: (value) => (Array.isArray(value) ? value.map((one) => span.write(one)).join(', ') : plain(value)),
  read: (typed) => many(typed, span.read),
};

function many(typed: string, one: (part: string) => unknown): unknown {
  const found = parts(typed);
  return found.length === 0 ? undefined : found.map(one);
}

/** Names with values: `zone=eu, tier=2`. */
const pairs: FieldKind = {
  write: (value) =>
    typeof value === 'object' && value !== null
      ? Object.entries(value)
          .map(([key, one]) => `${key}=${one}`)
          .join(', ')
      : plain(value),
  read: (typed) => {
    const found = parts(typed);
    if (found.length === 0) return undefined;
    const entries = found.map((part) => {
      const at = part.indexOf('=');
      return at < 0 ? [part, ''] : [part.slice(0, at).trim(), scalar(part.slice(at + 1).trim())];
    });
    return Object.fromEntries(entries);
  },
};

function scalar(typed: string): unknown {
  if (typed === 'true' || typed === 'false') return typed === 'true';
  return typed === '' ? typed : numberOr(typed);
}

/** Every kind of field by its name. */
export const fieldKinds = { text, number, percent, span, list, numbers, spans, pairs } satisfies Record<
  string,
  FieldKind
>;
export type FieldKindName = keyof typeof fieldKinds;
