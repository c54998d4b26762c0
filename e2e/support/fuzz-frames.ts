import type { ClientFrame } from '../../src-core/protocol/client-frames';

/** Numbers from 0 to below 1, the same ones for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The jobs frames may speak of. */
export interface FuzzJobs {
  /** Watched, looked up, resumed, never cancelled. */
  live: string;
  /** Those that may be cancelled. */
  spare: string[];
  resumeToken: string;
}

const bigBytes = 20_000;
const hugeBytes = 1_300_000;
const ways = 12;

/** Makes frames no well-behaved client sends: valid ones that were bent, and rubbish. */
export class FrameFuzzer {
  constructor(
    private readonly random: () => number,
    private readonly jobs: FuzzJobs,
  ) {}

  /** The next frame's text or bytes; every other one is a bent valid frame. */
  next(ref: string): string | Buffer {
    return this.random() < 0.5 ? this.#bent(ref) : this.#rubbish(ref);
  }

  #below(count: number): number {
    return Math.floor(this.random() * count);
  }

  #pick<Value>(values: readonly Value[]): Value {
    return values[this.#below(values.length)] as Value;
  }

  #valid(ref: string): ClientFrame {
    const { live, spare, resumeToken } = this.jobs;
    const job = {
      type: 'echo',
      payload: { n: this.#below(100), words: ['a', 'b'] },
      priority: this.#below(10),
      backoff: { kind: 'fixed' as const, baseMs: 10 },
      labels: { zone: 'eu' },
      keepMs: 0,
    };
    return this.#pick<ClientFrame>([
      { type: 'submit_job', ref, job },
      { type: 'watch_job', ref, jobId: live, attempt: 1, afterSeq: this.#below(5) },
      { type: 'unwatch_job', ref, jobId: live },
      { type: 'cancel_job', ref, jobId: this.#pick(spare), cause: 'fuzz' },
      { type: 'get_job', ref, jobId: live, queue: 'default' },
      { type: 'resume', ref, resumeToken, jobs: [{ jobId: live, attempt: 1, afterSeq: 0 }] },
      { type: 'ping', ref },
    ]);
  }

  /** A valid frame with one to three faults in its structure. A few come out valid again. */
  #bent(ref: string): string {
    const frame = this.#valid(ref) as unknown as Record<string, unknown>;
    for (let faults = 1 + this.#below(3); faults > 0; faults--) this.#bend(frame);
    return this.#text(frame);
  }

  #bend(root: Record<string, unknown>): void {
    let target = root;
    while (this.random() < 0.5) {
      const inner = Object.values(target).filter((value) => typeof value === 'object' && value !== null);
      if (inner.length === 0) break;
      target = this.#pick(inner) as Record<string, unknown>;
    }
    const keys = Object.keys(target);
    const key = keys.length > 0 ? this.#pick(keys) : 'type';
    switch (this.#below(5)) {
      case 0:
        delete target[key];
        break;
      case 1:
        target[key] = this.#value();
        break;
      case 2:
        target[this.#key()] = this.#value();
        break;
      case 3:
        target[key] = { [key]: target[key] };
        break;
      default:
        target[key] = [target[key], target[key]];
    }
  }

  #key(): string {
    return this.#pick([
      'constructor',
      'prototype',
      'toString',
      'hasOwnProperty',
      'then',
      'toJSON',
      '',
      'ref',
      '💥',
      'type ',
    ]);
  }

  /** A value of the wrong type, out of range, or hard to handle. */
  #value(): unknown {
    const wrong = [
      null,
      true,
      -1,
      1.5,
      1e308,
      2 ** 53,
      '',
      ' ',
      '0',
      'NaN',
      [],
      {},
      'submit_jobs',
      '__proto__',
    ];
    const odd = [
      '\u0000',
      '\ud800',
      'é\u0301',
      '‮txet',
      '💥'.repeat(50),
      'a\nb',
      '../../etc',
      'owner~id',
      '*',
      '{x}',
    ];
    const way = this.#below(ways);
    if (way < 5) return this.#pick<unknown>(wrong);
    if (way < 9) return this.#pick(odd);
    if (way === 9) return 'x'.repeat(this.#below(bigBytes));
    if (way === 10) return this.#nested(this.#below(400));
    return Array.from({ length: this.#below(1500) }, (_, n) => ({ jobId: `none-${n}` }));
  }

  #nested(depth: number): unknown {
    let value: unknown = 'deep';
    for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
    return value;
  }

  // JSON.stringify cannot write an own `__proto__`, which is what an attacker would send.
  #text(frame: unknown): string {
    const text = JSON.stringify(frame);
    return this.random() < 0.1 ? text.replace('{', '{"__proto__":{"type":"ping","isAdmin":true},') : text;
  }

  #rubbish(ref: string): string | Buffer {
    switch (this.#below(10)) {
      case 0:
        return this.#text(this.#value());
      case 1:
        return JSON.stringify({ type: this.#value(), ref });
      case 2:
        return JSON.stringify(this.#valid(ref)).slice(0, -1 - this.#below(20));
      case 3:
        return Buffer.from(Array.from({ length: this.#below(200) }, () => this.#below(256)));
      case 4:
        return Buffer.from(JSON.stringify(this.#valid(ref)));
      case 5:
        return `${'['.repeat(5000)}${this.random() < 0.5 ? ']'.repeat(5000) : ''}`;
      case 6:
        return this.random() < 0.02 ? 'x'.repeat(hugeBytes) : `{"type":"ping","ref":"${ref}","ref":{}}`;
      case 7:
        return JSON.stringify({
          type: this.#pick(['welcome', 'job_result', 'register_worker', 'subscribe']),
          ref,
        });
      case 8:
        return `{"type":"${this.#key()}","__proto__":{"type":"ping"},"constructor":{"prototype":{"x":1}}}`;
      default:
        return Array.from({ length: this.#below(60) }, () => String.fromCharCode(this.#below(0xd800))).join(
          '',
        );
    }
  }
}
