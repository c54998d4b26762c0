/** A JSON value as it stands in a text. Positions are offsets; `to` is behind the last character. */
export interface JsonNode {
  kind: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null' | 'broken';
  from: number;
  to: number;
  /** Of a string, number, boolean; null else. */
  value: string | number | boolean | null;
  /** Its closing quote, brace or bracket is there; true for the others. */
  closed: boolean;
  members: JsonMember[];
  items: JsonNode[];
}

export interface JsonMember {
  name: string;
  nameFrom: number;
  nameTo: number;
  /** Where the colon is; null while there is none. */
  colon: number | null;
  value: JsonNode | null;
}

/** Reads JSON that may be half written: what is missing is left out, what cannot be read is `broken`. */
export function readJsonText(text: string): JsonNode | null {
  return new Reader(text).value();
}

/** Deeper JSON is not read. */
const deepest = 200;

class Reader {
  #at = 0;
  #depth = 0;
  constructor(readonly text: string) {}

  value(): JsonNode | null {
    this.#skipSpace();
    const begin = this.text[this.#at];
    if (begin === undefined || ',}]:'.includes(begin)) return null;
    if (begin === '"') return this.#string();
    if ((begin === '{' || begin === '[') && this.#depth < deepest) {
      this.#depth += 1;
      const node = begin === '{' ? this.#object() : this.#array();
      this.#depth -= 1;
      return node;
    }
    return this.#word();
  }

  #object(): JsonNode {
    const node = emptyNode('object', this.#at);
    this.#at += 1;
    while (this.#more('}', node)) {
      if (this.text[this.#at] !== '"') {
        this.#at += 1;
        continue;
      }
      const name = this.#string();
      const member: JsonMember = {
        name: String(name.value),
        nameFrom: name.from,
        nameTo: name.to,
        colon: null,
        value: null,
      };
      node.members.push(member);
      this.#skipSpace();
      if (this.text[this.#at] !== ':') continue;
      member.colon = this.#at;
      this.#at += 1;
      member.value = this.value();
    }
    return node;
  }

  #array(): JsonNode {
    const node = emptyNode('array', this.#at);
    this.#at += 1;
    while (this.#more(']', node)) {
      const item = this.value();
      if (item) node.items.push(item);
      else this.#at += 1;
    }
    return node;
  }

  /** Whether something stands before the end of the list or object; sets where that is when not. */
  #more(end: '}' | ']', node: JsonNode): boolean {
    for (;;) {
      this.#skipSpace();
      const next = this.text[this.#at];
      if (next === ',') {
        this.#at += 1;
        continue;
      }
      // The other bracket ends what is around it.
      const over = next === undefined || next === '}' || next === ']';
      if (!over) return true;
      node.closed = next === end;
      if (node.closed) this.#at += 1;
      node.to = this.#at;
      return false;
    }
  }

  #string(): JsonNode {
    const node = emptyNode('string', this.#at);
    // A string ends with its line at the latest: JSON has no line breaks in strings.
    const [whole = '"'] = /^"(?:[^"\\\n]|\\[^\n])*\\?"?/.exec(this.text.slice(this.#at)) ?? [];
    this.#at += whole.length;
    node.to = this.#at;
    const value = parsed(whole);
    node.closed = typeof value === 'string';
    node.value = typeof value === 'string' ? value : whole.slice(1);
    return node;
  }

  #word(): JsonNode {
    const node = emptyNode('broken', this.#at);
    const [word = ''] = /^[^\s,:{}[\]"]+/.exec(this.text.slice(this.#at)) ?? [];
    this.#at += Math.max(1, word.length);
    node.to = this.#at;
    const value = parsed(word);
    if (value === null) node.kind = 'null';
    if (typeof value === 'number') node.kind = 'number';
    if (typeof value === 'boolean') node.kind = 'boolean';
    if (typeof value === 'number' || typeof value === 'boolean') node.value = value;
    return node;
  }

  #skipSpace(): void {
    while (/\s/.test(this.text[this.#at] ?? '')) this.#at += 1;
  }
}

function emptyNode(kind: JsonNode['kind'], from: number): JsonNode {
  const closed = kind !== 'object' && kind !== 'array';
  return { kind, from, to: from, value: null, closed, members: [], items: [] };
}

/** Undefined when it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
