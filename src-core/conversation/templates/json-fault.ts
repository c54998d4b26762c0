/** Where a text stops being JSON. */
export interface JsonFault {
  /** From 0. */
  offset: number;
  /** Both from 1. */
  line: number;
  column: number;
  message: string;
}

const space = /[ \t\r\n]*/y;
/** A string up to what ends it, or to what cannot stand in it. */
const string = /"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\uffff]*)*/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|true(?!\w)|false(?!\w)|null(?!\w)/y;
/** What is wrong with a text that JSON.parse refuses; engines tell the place each in its own way, or not at all. */
export function jsonFault(text: string): JsonFault | null {
  const reader = new Reader(text);
  try {
    reader.value();
    reader.end();
    return null;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    const before = text.slice(0, error.offset);
    const line = before.split('\n').length;
    const column = error.offset - (before.lastIndexOf('\n') + 1) + 1;
    return { offset: error.offset, line, column, message: error.message };
  }
}

class Stop extends Error {
  constructor(
    readonly offset: number,
    message: string,
  ) {
    super(message);
  }
}

/** Goes over a text as JSON's grammar does, and stops where it cannot go on. */
class Reader {
  #at = 0;

  constructor(readonly text: string) {}

  value(): void {
    this.#skip(space);
    const begins = this.text[this.#at];
    if (this.text.startsWith('{{', this.#at))
      throw new Stop(this.#at, 'a variable is written within quotes: "{{name}}"');
    if (begins === '{') this.#entries('}', () => this.#field());
    else if (begins === '[') this.#entries(']', () => this.value());
    else if (begins === '"') this.#string();
    else if (!this.#skip(scalar)) this.#stop('a value');
  }

  end(): void {
    this.#skip(space);
    if (this.#at < this.text.length) this.#stop('nothing more');
  }

  #entries(close: string, entry: () => void): void {
    this.#at += 1;
    this.#skip(space);
    if (this.#take(close)) return;
    for (;;) {
      entry();
      this.#skip(space);
      if (this.#take(close)) return;
      if (!this.#take(',')) this.#stop(`"," or "${close}"`);
    }
  }

  #field(): void {
    this.#skip(space);
    if (this.text[this.#at] !== '"') this.#stop('a name in double quotes');
    this.#string();
    this.#skip(space);
    if (!this.#take(':')) this.#stop('":"');
    this.value();
  }

  #string(): void {
    this.#skip(string);
    if (this.#take('"')) return;
    if (this.text.startsWith('\\{{', this.#at))
      throw new Stop(this.#at, 'in JSON the backslash before "{{" is written twice: "\\\\{{"');
    if (this.text[this.#at] === '\\')
      throw new Stop(this.#at, `"${this.text.slice(this.#at, this.#at + 2)}" is no escape of JSON`);
    throw new Stop(this.#at, 'this text has no closing quote; a line break within it is written "\\n"');
  }

  #skip(form: RegExp): boolean {
    form.lastIndex = this.#at;
    if (!form.test(this.text)) return false;
    this.#at = form.lastIndex;
    return true;
  }

  #take(character: string): boolean {
    if (this.text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #stop(expected: string): never {
    const there = this.text[this.#at];
    const found = there === undefined ? 'the text ends' : `"${there}" is`;
    throw new Stop(this.#at, `${found} where ${expected} is expected`);
  }
}
