import type { QueueConnection } from './connection';
import { encodePayload } from './options';
import type { ScriptArgument } from './scripts';
import type { OutcomeAnswer } from './types';

/** Where a chunk belongs; `seq` counts from 1 in each attempt. */
export interface ChunkPlace {
  id: string;
  fence: number;
  attempt: number;
  seq: number;
}

interface Pending {
  chunk: ChunkPlace;
  json: string;
  resolve(answer: OutcomeAnswer): void;
  reject(error: unknown): void;
}

const maxBatch = 500;

/** Appends chunks: one at once when nothing is under way; those that come meanwhile travel together. No timer. */
export class ChunkSender {
  readonly #connection: QueueConnection;
  #pending: Pending[] = [];
  #underWay: Promise<void> | null = null;
  #abandoned = false;

  constructor(connection: QueueConnection) {
    this.#connection = connection;
  }

  /** Rejects with PAYLOAD_TOO_LARGE or INVALID_MESSAGE when the data has no JSON form that fits. */
  async send(chunk: ChunkPlace, data: unknown): Promise<OutcomeAnswer> {
    return await this.sendText(chunk, encodePayload(data));
  }

  /** The same for data that is JSON text already. */
  sendText(chunk: ChunkPlace, json: string): Promise<OutcomeAnswer> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ chunk, json, resolve, reject });
      this.#next();
    });
  }

  /** Resolves when nothing is under way; gives up on what Redis does not answer within `timeoutMs`. */
  async drain(timeoutMs = 2000): Promise<void> {
    const timer = setTimeout(() => {
      this.#abandoned = true;
    }, timeoutMs);
    while (this.#underWay) await this.#underWay;
    clearTimeout(timer);
  }

  #next(): void {
    if (this.#underWay || this.#pending.length === 0) return;
    const batch = this.#pending.slice(0, maxBatch);
    this.#pending = this.#pending.slice(maxBatch);
    this.#underWay = this.#append(batch).finally(() => {
      this.#underWay = null;
      this.#next();
    });
  }

  async #append(batch: Pending[]): Promise<void> {
    const groups = new Map<string, Pending[]>();
    for (const pending of batch) {
      const key = `${pending.chunk.id} ${pending.chunk.fence}`;
      const group = groups.get(key);
      if (group) group.push(pending);
      else groups.set(key, [pending]);
    }
    const args: ScriptArgument[] = [];
    for (const group of groups.values()) {
      const first = (group[0] as Pending).chunk;
      const last = (group.at(-1) as Pending).chunk;
      const data = `[${group.map((pending) => pending.json).join(',')}]`;
      args.push(first.id, first.fence, first.attempt, first.seq, last.seq, data);
    }
    try {
      const codes = (await this.#connection.insistOn(
        () => this.#connection.scripts.run('chunk', args),
        () => this.#abandoned,
      )) as string;
      let i = 0;
      for (const group of groups.values()) {
        const answer = codes[i++] === 'a' ? 'applied' : 'lease_lost';
        for (const pending of group) pending.resolve(answer);
      }
    } catch (error) {
      for (const pending of batch) pending.reject(error);
    }
  }
}
