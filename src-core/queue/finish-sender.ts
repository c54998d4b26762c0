import type { QueueConnection } from './connection';
import { fingerprint, normaliseMessage } from './error-group';
import { encodePayload } from './options';
import type { ScriptArgument } from './scripts';
import { maxInFlight, type Session } from './session';
import type { Outcome, OutcomeAnswer } from './types';

const maxBatch = 500;
const maxErrorText = 8192;

interface Pending {
  outcome: Outcome;
  result: string;
  resolve(answer: OutcomeAnswer): void;
  reject(error: unknown): void;
}

/** Sends outcomes: those of one tick as one batch, each batch again and again until Redis has answered it. */
export class FinishSender {
  readonly #connection: QueueConnection;
  readonly #workerId: string;
  readonly #session: Session;
  #pending: Pending[] = [];
  #flushing = false;
  #abandoned = false;
  readonly #underWay = new Set<Promise<void>>();

  /** `workerId` '' names in the feed the workers that claimed the jobs. */
  constructor(connection: QueueConnection, workerId: string, session = connection.session) {
    this.#connection = connection;
    this.#workerId = workerId;
    this.#session = session;
  }

  /** Rejects with PAYLOAD_TOO_LARGE or INVALID_MESSAGE when a result has no JSON form that fits. */
  send(outcome: Outcome): Promise<OutcomeAnswer> {
    return new Promise((resolve, reject) => {
      const result = outcome.kind === 'complete' ? encodeResult(outcome.result) : '';
      this.#pending.push({ outcome, result, resolve, reject });
      if (this.#flushing) return;
      this.#flushing = true;
      process.nextTick(() => {
        this.#flushing = false;
        this.#flush();
      });
    });
  }

  /** Resolves when nothing is under way; gives up on what Redis does not answer within `timeoutMs`. */
  async drain(timeoutMs = 2000): Promise<void> {
    this.#flush();
    const timer = setTimeout(() => {
      this.#abandoned = true;
    }, timeoutMs);
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    clearTimeout(timer);
  }

  #flush(): void {
    while (this.#pending.length > 0 && this.#underWay.size < maxInFlight) {
      const batch = this.#pending.length <= maxBatch ? this.#pending : this.#pending.slice(0, maxBatch);
      this.#pending = this.#pending.length <= maxBatch ? [] : this.#pending.slice(maxBatch);
      const sending = this.#send(batch).finally(() => {
        this.#underWay.delete(sending);
        this.#flush();
      });
      this.#underWay.add(sending);
    }
  }

  async #send(batch: Pending[]): Promise<void> {
    const args: ScriptArgument[] = [this.#workerId];
    for (const pending of batch) encode(args, pending);
    try {
      const codes = (await this.#connection.insist(
        'finish',
        args,
        () => this.#abandoned,
        this.#session,
      )) as string;
      for (let i = 0; i < batch.length; i++) {
        (batch[i] as Pending).resolve(codes === '' || codes[i] === 'a' ? 'applied' : 'lease_lost');
      }
    } catch (error) {
      for (const pending of batch) pending.reject(error);
    }
  }
}

function encodeResult(result: unknown): string {
  const text = encodePayload(result);
  return text === 'null' ? '' : text;
}

function encode(args: ScriptArgument[], { outcome, result }: Pending): void {
  switch (outcome.kind) {
    case 'complete':
      args.push('c', outcome.id, outcome.fence, result);
      return;
    case 'release':
      args.push('r', outcome.id, outcome.fence, '');
      return;
    case 'fail': {
      const error = { ...outcome.error, message: outcome.error.message.slice(0, maxErrorText) };
      if (error.stack) error.stack = error.stack.slice(0, maxErrorText);
      args.push('f', outcome.id, outcome.fence, JSON.stringify(error), outcome.retryable ? '1' : '0');
      args.push(outcome.outcome ?? 'failed', fingerprint(error), Math.random().toFixed(6));
      args.push(`${error.code}: ${normaliseMessage(error.message)}`, Math.ceil(outcome.retryAfterMs ?? 0));
    }
  }
}
