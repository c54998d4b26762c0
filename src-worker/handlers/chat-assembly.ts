/** The part of OpenAI's `chat.completion.chunk` this code looks at; the rest is carried along. */
export interface CompletionChunk {
  id?: string;
  created?: number;
  model?: string;
  choices?: ChunkChoice[];
  usage?: object | null;
  system_fingerprint?: string | null;
  service_tier?: string | null;
}

export interface ChunkChoice {
  index?: number;
  delta?: object;
  finish_reason?: string | null;
  logprobs?: object | null;
}

interface Choice {
  index: number;
  message: Record<string, unknown>;
  logprobs: Record<string, unknown> | null;
  finish_reason: string | null;
}

/** Fields that are said once, possibly again; all other strings arrive in pieces. */
const wholeFields = new Set(['id', 'type', 'role', 'name']);
/** Guards the lists that are filled by an index a server names. */
const maxIndex = 1023;

/** Puts the chunks of a streamed chat completion together into the whole object. */
export class ChatAssembly {
  private readonly head: Record<string, unknown> = {};
  private readonly choices: Choice[] = [];

  /** Take in one chunk, in order. */
  add(chunk: CompletionChunk): void {
    const { choices, ...rest } = chunk;
    for (const [key, value] of Object.entries(rest)) {
      if (value !== null && value !== undefined && key !== '__proto__') this.head[key] = value;
    }
    for (const piece of choices ?? []) this.addChoice(piece);
  }

  /** True when every choice has said why it ended; a stream that stops before that was cut. */
  get finished(): boolean {
    return this.choices.length > 0 && this.choices.every((choice) => choice.finish_reason !== null);
  }

  /** The `chat.completion` object of what has arrived. */
  completion(): Record<string, unknown> {
    return {
      id: 'chatcmpl-unknown',
      created: Math.floor(Date.now() / 1000),
      model: 'unknown',
      ...this.head,
      object: 'chat.completion',
      choices: this.choices.map((choice) => ({
        ...choice,
        message: { role: 'assistant', content: null, refusal: null, ...choice.message },
      })),
    };
  }

  private addChoice(piece: ChunkChoice): void {
    const index = piece.index ?? 0;
    if (index > maxIndex) return;
    let choice = this.choices.find((known) => known.index === index);
    if (!choice) {
      choice = { index, message: {}, logprobs: null, finish_reason: null };
      this.choices.push(choice);
      this.choices.sort((a, b) => a.index - b.index);
    }
    if (piece.delta) mergeObject(choice.message, piece.delta);
    if (piece.logprobs) {
      choice.logprobs ??= {};
      mergeObject(choice.logprobs, piece.logprobs);
    }
    if (piece.finish_reason) choice.finish_reason = piece.finish_reason;
  }
}

/** Merges a delta into what has gathered: strings are appended, lists with an `index` are merged by it. */
function mergeObject(target: Record<string, unknown>, delta: object): void {
  for (const [key, value] of Object.entries(delta)) {
    if (key === '__proto__' || value === undefined) continue;
    const known = target[key];
    if (value === null) target[key] = known ?? null;
    else if (typeof value === 'string' && typeof known === 'string' && !wholeFields.has(key)) {
      target[key] = known + value;
    } else if (Array.isArray(value)) {
      const list: unknown[] = Array.isArray(known) ? known : [];
      target[key] = list;
      for (const item of value) mergeItem(list, item);
    } else if (isObject(value)) {
      const inner = isObject(known) ? known : {};
      target[key] = inner;
      mergeObject(inner, value);
    } else target[key] = value;
  }
}

function mergeItem(list: unknown[], item: unknown): void {
  if (!isObject(item) || typeof item.index !== 'number') {
    list.push(item);
    return;
  }
  const { index, ...rest } = item;
  if (!Number.isInteger(index) || (index as number) < 0 || (index as number) > maxIndex) return;
  // Holes cannot stay: a server that skips an index leaves an empty entry.
  while (list.length <= (index as number)) list.push({});
  mergeObject(list[index as number] as Record<string, unknown>, rest);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
