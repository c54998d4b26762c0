import { maskSecrets } from '../../redaction/mask-secrets';
import { escaped, type TextPiece } from './masking/stand-ins';

/** Shorter ones are common words or numbers: masking them everywhere would leave nothing to read. */
const shortest = 6;

/** Values that must be in no file, in the forms they turn up in. */
export class SecretTexts {
  /** By form; null = masked, for it cannot be put together again from the value. */
  readonly #forms = new Map<string, string | null>();
  #pattern: RegExp | null = null;

  /** @param variable the stand-in of the value; null = it is masked */
  add(value: string, variable: string | null): void {
    if (value.length < shortest || this.#forms.has(value)) return;
    const encoded = [encodeURIComponent(value), base64(value), base64(value).replace(/=+$/, '')];
    const quoted = JSON.stringify(value).slice(1, -1);
    for (const form of [quoted, ...encoded]) if (!this.#forms.has(form)) this.#forms.set(form, null);
    this.#forms.set(value, variable);
    this.#pattern = null;
  }

  /** The text without them. */
  split(text: string): TextPiece[] {
    const pattern = this.#compiled();
    if (!pattern) return [text];
    const pieces: TextPiece[] = [];
    let from = 0;
    for (const match of text.matchAll(pattern)) {
      const variable = this.#forms.get(match[0]) ?? null;
      pieces.push(text.slice(from, match.index), variable === null ? '***' : { variable });
      from = match.index + match[0].length;
    }
    return [...pieces, text.slice(from)];
  }

  /** The text with all of them, and whatever else looks like a secret, as `***`. */
  mask(text: string): string {
    const pattern = this.#compiled();
    return maskSecrets(pattern ? text.replace(pattern, '***') : text);
  }

  #compiled(): RegExp | null {
    if (this.#forms.size === 0) return null;
    // Longest first: one may begin with another.
    const forms = [...this.#forms.keys()].sort((a, b) => b.length - a.length);
    this.#pattern ??= new RegExp(forms.map(escaped).join('|'), 'g');
    return this.#pattern;
  }
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text.slice(0, 8192))));
}
