import { randomBytes } from 'node:crypto';
import { Claims } from '../../src-core/queue/claims';
import { Queue } from '../../src-core/queue/queue';
import { canonicalClass } from '../../src-core/queue/requirements';
import { type ScriptArgument, type ScriptName, scriptText } from '../../src-core/queue/scripts';
import { Model } from './model';
import { jobTypes, workerCount } from './operations';

/** Changes a script's text before it runs: how the tests of the tests break the engine. */
export interface Mutation {
  script: ScriptName;
  from: RegExp;
  to: string;
}

/** A numbered request that was sent, and its first answer. */
export interface SentRequest {
  script: ScriptName;
  send: () => Promise<unknown>;
  answer: unknown;
  session: Queue;
  n: number;
}

export interface WorldWorker {
  id: string;
  types: readonly string[];
  claims: Claims;
}

// Redis keeps the answers of the last 64 requests.
const replayable = 60;

/** A queue in a real Redis, several workers on two connections, and the model of what it ought to hold. */
export class EngineWorld {
  readonly model = new Model();
  readonly workers: WorldWorker[] = [];
  #sent: SentRequest[] = [];

  private constructor(
    readonly producer: Queue,
    readonly other: Queue,
  ) {
    for (let n = 0; n < workerCount; n++) {
      const types = n === 1 ? [jobTypes[0]] : jobTypes;
      const claims = new Claims(n === 0 ? producer : other, { workerId: `w${n}`, leaseMs: 600_000, types });
      this.workers.push({ id: `w${n}`, types, claims });
    }
  }

  static async open(url: string, mutation?: Mutation): Promise<EngineWorld> {
    const name = `p-${randomBytes(5).toString('hex')}`;
    const [producer, other] = [new Queue(name, { redis: url }), new Queue(name, { redis: url })];
    await Promise.all([producer.ready(), other.ready()]);
    const world = new EngineWorld(producer, other);
    for (const queue of [producer, other]) {
      world.#record(queue);
      if (mutation) mutate(queue, mutation);
    }
    // A worker learns of classes made later by a message; here it knows them all.
    for (const type of jobTypes) await producer.classes.number(canonicalClass(type, undefined));
    return world;
  }

  worker(id: string): WorldWorker {
    return this.workers.find((worker) => worker.id === id) as WorldWorker;
  }

  /** Requests that Redis must answer as it did the first time. */
  replayable(): SentRequest[] {
    const last = (queue: Queue) => this.#sent.findLast(({ session }) => session === queue)?.n ?? 0;
    const [a, b] = [last(this.producer), last(this.other)];
    this.#sent = this.#sent.filter(({ n, session }) => n > (session === this.producer ? a : b) - replayable);
    return this.#sent.filter(({ script, answer }) => script !== 'claim' || (answer as string[])[0] !== 'p');
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map(({ claims }) => claims.close()));
    const { client, keys } = this.producer.connection;
    const left = await client.keys(`${keys.prefix}*`);
    if (left.length > 0) await client.unlink(...left);
    await Promise.all([this.producer.close(), this.other.close()]);
  }

  // Notes every numbered request with its first answer, so that it can be sent again later.
  #record(queue: Queue): void {
    const { session } = queue.connection;
    const request = session.request.bind(session);
    let n = 0;
    session.request = (script: ScriptName, args: ScriptArgument[]) => {
      const send = request(script, args);
      n += 1;
      const number = n;
      return async () => {
        const answer = await send();
        this.#sent.push({ script, send, answer, session: queue, n: number });
        return answer;
      };
    };
  }
}

function mutate(queue: Queue, { script, from, to }: Mutation): void {
  const text = scriptText(script, false);
  if (!from.test(text)) throw new Error(`The script "${script}" has no ${from} any more: mend the mutation`);
  queue.commands.defineCommand(`signalbox_${script}`, { numberOfKeys: 1, lua: text.replace(from, () => to) });
}
