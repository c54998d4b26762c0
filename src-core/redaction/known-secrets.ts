/** Shorter secrets are found only where they are a whole text: as part of one they would be anything. */
const shortest = 8;
/** Characters of a secret at a text's end that are enough to be taken for it, cut off. */
const enough = 6;

/** Secrets whose very text is known, and all the ways in which that may be written. */
export class KnownSecrets {
  readonly #whole = new Set<string>();
  /** Longest first, or a part would be taken and its rest left. */
  #forms: string[] = [];

  constructor(secrets: Iterable<string> = []) {
    for (const secret of secrets) this.add(secret);
  }

  add(secret: string): void {
    if (secret === '' || secret === '***' || this.#whole.has(secret)) return;
    this.#whole.add(secret);
    if (secret.length < shortest) return;
    this.#forms = [...new Set([...this.#forms, ...writtenForms(secret)])].sort((a, b) => b.length - a.length);
  }

  /** The text without any of them. What a cut has left of one at its end goes too. */
  mask(text: string): string {
    if (this.#whole.has(text)) return '***';
    let masked = text;
    for (const form of this.#forms) if (masked.includes(form)) masked = masked.replaceAll(form, '***');
    for (const form of this.#forms) {
      const kept = cutStart(masked, form);
      if (kept > 0) return `${masked.slice(0, -kept)}***`;
    }
    return masked;
  }
}

/** As it is, in JSON, in JSON in JSON, in an address (both habits), and in Base64. */
function writtenForms(secret: string): string[] {
  const inJson = quoted(secret);
  const bytes = new TextEncoder().encode(secret);
  const base64 = btoa(String.fromCharCode(...bytes)).replace(/=+$/, '');
  const inAddress = urlEncoded(secret);
  const forms = [
    secret,
    inJson,
    quoted(inJson),
    inAddress,
    inAddress.replaceAll('%20', '+'),
    inAddress.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    base64,
    base64.replaceAll('+', '-').replaceAll('/', '_'),
  ];
  return forms.filter((form) => form.length >= shortest);
}

function quoted(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function urlEncoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    // Half a surrogate pair cannot be in an address.
    return text;
  }
}

/** How many characters at the end of `text` are the start of `form`; 0 when they are too few to tell. */
function cutStart(text: string, form: string): number {
  const tail = text.slice(-(form.length - 1));
  const start = form.slice(0, enough);
  for (let at = tail.indexOf(start); at !== -1; at = tail.indexOf(start, at + 1)) {
    if (form.startsWith(tail.slice(at))) return tail.length - at;
  }
  return 0;
}
