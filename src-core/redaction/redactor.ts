import { KnownSecrets } from './known-secrets';
import { secretName } from './mask-secrets';
import { maskForms } from './secret-forms';

/** What is nested deeper is hidden whole. */
const deepest = 200;
/** Names of fields that are remembered. */
const mostNames = 2000;
/** Names under which a number is a secret too; under others, such as `max_tokens`, it is a count. */
const hidesNumbers = /passw|passphrase|secret|^pass$|^pwd$/i;
/** Header lists and the like: `{name: 'authorization', value: '...'}`. */
const nameFields = ['name', 'key', 'header', 'field'];

/**
 * Hides secrets in data and text: by the names of fields, by the forms of secrets, and those whose text is known wherever
 * they stand. What is hidden becomes `***`, so that the shape of the data stays.
 */
export class Redactor {
  readonly #known: KnownSecrets;
  #hidden = 0;
  readonly #names = new Map<string, string>();

  constructor(secrets: Iterable<string> = []) {
    this.#known = new KnownSecrets(secrets);
  }

  /** Texts in which something was hidden so far. */
  get hidden(): number {
    return this.#hidden;
  }

  /** Hides this text from now on. */
  know(secret: string): void {
    this.#known.add(secret);
    this.#names.clear();
  }

  /**
   * Takes what is hidden in `value` by its name for a secret that may stand elsewhere too: a handler logs the token of its
   * payload, an error's message repeats it.
   */
  learn(value: unknown): void {
    learnSecrets(this.#known, value);
    this.#names.clear();
  }

  /** Names of fields are the same again and again. */
  #name(name: string): string {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const shown = this.text(name);
    if (this.#names.size < mostNames) this.#names.set(name, shown);
    return shown;
  }

  /** The text without secrets. */
  text(text: string): string {
    const unknown = this.#known.mask(text);
    const masked = maskForms(unknown);
    if (masked !== text) this.#hidden += 1;
    return masked;
  }

  /** The same for data that JSON can hold; what has no secret in it is equal to what was given. */
  value<T>(value: T): T {
    const walk = new Walk(
      (text) => this.text(text),
      (name) => this.#name(name),
      (secret) => {
        if (secret !== '***') this.#hidden += 1;
      },
    );
    return walk.value(value, 0) as T;
  }
}

/** Adds what stands under the names of secrets in `value`, where it is like no ordinary word. */
export function learnSecrets(known: KnownSecrets, value: unknown): void {
  const learn = (secret: string) => {
    // `Bearer x`, `Basic y`
    for (const one of [secret, secret.replace(/^\w+\s+/, '')]) if (isTelling(one)) known.add(one);
  };
  const same = (text: string) => text;
  new Walk(same, same, learn).value(value, 0);
}

/** Whether a text that was found under a secret's name is like no ordinary word, state or time. */
function isTelling(text: string): boolean {
  if (text.length < 8 || /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return false;
  return /[0-9]|[a-z].*[A-Z]|[A-Z].*[a-z]|[^\w.\s-]/.test(text) || /^\S{13,}$/.test(text);
}

/** Copies data with its texts changed, and those under a secret's name hidden. */
class Walk {
  constructor(
    private readonly change: (text: string) => string,
    private readonly rename: (name: string) => string,
    private readonly onHidden: (secret: string) => void,
  ) {}

  value(value: unknown, depth: number): unknown {
    if (depth > deepest) return '***';
    if (typeof value === 'string') return this.#text(value, depth);
    if (Array.isArray(value)) return this.#list(value, depth);
    if (typeof value === 'object' && value !== null) return this.#record(value, depth);
    return value;
  }

  #text(text: string, depth: number): string {
    // A body or frame that is JSON itself is read as such.
    if (/^\s*[[{]/.test(text)) {
      const inner = parsed(text);
      if (inner !== undefined) {
        const changed = JSON.stringify(this.value(inner, depth + 1));
        if (changed !== JSON.stringify(inner)) return this.change(changed);
      }
    }
    return this.change(text);
  }

  /** `['authorization', '...']`, as headers are listed, pairs or one after the other. */
  #list(list: readonly unknown[], depth: number): unknown[] {
    return list.map((item, n) => {
      const before = list[n - 1];
      const isNamed = n % 2 === 1 && typeof before === 'string' && secretName.test(before);
      return isNamed && typeof item === 'string'
        ? this.#hide(item, before, depth)
        : this.value(item, depth + 1);
    });
  }

  #record(record: object, depth: number): object {
    const told = nameFields
      .map((field) => (record as Record<string, unknown>)[field])
      .find((name) => typeof name === 'string' && secretName.test(name));
    const entries = Object.entries(record).map(([name, value]) => {
      const isSecret = secretName.test(name) || (told !== undefined && /^values?$/.test(name));
      const shown = isSecret ? this.#hide(value, name, depth + 1) : this.value(value, depth + 1);
      return [this.rename(name), shown] as const;
    });
    return Object.fromEntries(entries);
  }

  /** What stands under a secret's name: its texts are hidden, its numbers too where they cannot be counts. */
  #hide(value: unknown, name: string, depth: number): unknown {
    if (depth > deepest) return '***';
    if (typeof value === 'string') {
      if (value === '') return value;
      this.onHidden(value);
      return '***';
    }
    if (typeof value === 'number' && hidesNumbers.test(name)) {
      this.onHidden(String(value));
      return '***';
    }
    if (Array.isArray(value)) return value.map((item) => this.#hide(item, name, depth + 1));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [this.rename(key), this.#hide(item, name, depth + 1)]),
    );
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
