import type { StandIn } from '../../recording';

/** A piece of a text: as it is, or the stand-in that is there for a value. */
export type TextPiece = string | { variable: string };

/** Runs of letters and digits that may be an id: `gpu-box` in `gpu-box:gpu0`. */
const words = /[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*/g;
/** The same with what joins them in longer ids: `web~order-17`. */
const joinedWords = /[A-Za-z0-9]+(?:[-_.~]+[A-Za-z0-9]+)*/g;

/** The values of a recording that have a stand-in, by value, and the stand-ins, by name. */
export class StandIns {
  readonly #byKey = new Map<string, string>();
  readonly #values: Record<string, StandIn> = {};
  readonly #counts = new Map<string, number>();

  /** Names of stand-ins and what they are, for the head of a recording. */
  get values(): Record<string, StandIn> {
    return this.#values;
  }

  /** The stand-in of a value. `scope`: only there it is meant, as a fence is only with its job. */
  nameOf(value: string | number, scope = ''): string | undefined {
    return this.#byKey.get(keyOf(value, scope));
  }

  /** Gives a value its stand-in, `job2`, unless it has one. */
  add(value: string | number, base: string, standIn: StandIn, scope = ''): void {
    const key = keyOf(value, scope);
    if (this.#byKey.has(key)) return;
    const count = (this.#counts.get(base) ?? 0) + 1;
    this.#counts.set(base, count);
    this.#byKey.set(key, `${base}${count}`);
    this.#values[`${base}${count}`] = standIn;
  }

  /** A text taken apart at the values that have stand-ins: longer ids first, then words in them. */
  split(text: string): TextPiece[] {
    const whole = this.nameOf(text);
    if (whole !== undefined) return [{ variable: whole }];
    return piecesOf(text, joinedWords, (part) => this.nameOf(part)).flatMap((piece) =>
      typeof piece === 'string'
        ? piecesOf(piece, words, (word) => (word.length > 1 ? this.nameOf(word) : undefined))
        : [piece],
    );
  }

  /** Whether a value has one of these inside of it. */
  isWithin(text: string): boolean {
    return this.split(text).some((piece) => typeof piece !== 'string');
  }
}

function keyOf(value: string | number, scope: string): string {
  return `${typeof value} ${scope} ${value}`;
}

const uuidForm = '********-****-4***-8***-************';

/** How another text like this one is made: each `*` becomes one random hex digit. */
export function formOf(text: string, maxLength: number): string {
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)) return uuidForm;
  const stem = text.replace(/[-_.]?(?:\d+|[0-9a-f]{8,})$/, '').replaceAll('*', '');
  return `${stem.slice(0, maxLength - 11)}${stem === '' ? '' : '-'}${'*'.repeat(10)}`;
}

/** A new text of a form. */
export function madeOf(form: string, random: () => number = Math.random): string {
  return form.replace(/\*/g, () => Math.floor(random() * 16).toString(16));
}

function piecesOf(text: string, form: RegExp, nameOf: (part: string) => string | undefined): TextPiece[] {
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const { 0: part, index } of text.matchAll(form)) {
    const name = nameOf(part);
    if (name === undefined) continue;
    pieces.push(text.slice(from, index), { variable: name });
    from = index + part.length;
  }
  return [...pieces, text.slice(from)];
}

/** Text as the source of a regular expression. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
