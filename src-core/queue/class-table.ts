import { SignalboxError } from '../protocol/errors';
import type { QueueConnection } from './connection';
import { type JobClass, maxClasses } from './requirements';

/** The queue's classes as this process knows them: canonical text to number, and back. */
export class ClassTable {
  readonly #connection: QueueConnection;
  readonly #numbers = new Map<string, number>();
  readonly #pending = new Map<string, Promise<number>>();
  #classes: JobClass[] = [];

  constructor(connection: QueueConnection) {
    this.#connection = connection;
  }

  /** The number of a class that is known already. */
  known(className: string): number | undefined {
    return this.#numbers.get(className);
  }

  /** Finds or makes the class. TOO_MANY_CLASSES when the queue has 64 already. */
  number(className: string): Promise<number> {
    const known = this.#numbers.get(className);
    if (known !== undefined) return Promise.resolve(known);
    let pending = this.#pending.get(className);
    if (!pending) {
      pending = this.#register(className).finally(() => this.#pending.delete(className));
      this.#pending.set(className, pending);
    }
    return pending;
  }

  /** How many classes are known here; the scripts answer how many there are. */
  get size(): number {
    return this.#classes.length;
  }

  get(classNumber: number): JobClass | undefined {
    return this.#classes[classNumber];
  }

  entries(): IterableIterator<[number, JobClass]> {
    return this.#classes.entries();
  }

  /** Reads the table again. */
  async load(): Promise<void> {
    const { client, keys } = this.#connection;
    const fields = await this.#connection.guard(() => client.hgetall(keys.classes));
    const classes: JobClass[] = [];
    for (const [field, text] of Object.entries(fields)) {
      if (field.startsWith('n:')) this.#numbers.set(field.slice(2), Number(text));
      else classes[Number(field)] = JSON.parse(text) as JobClass;
    }
    this.#classes = classes;
  }

  /** Forgets everything: Redis was emptied. */
  clear(): void {
    this.#numbers.clear();
    this.#classes = [];
  }

  async #register(className: string): Promise<number> {
    const answer = (await this.#connection.run('class', [className, maxClasses])) as number;
    if (answer < 0) throw new SignalboxError('TOO_MANY_CLASSES');
    this.#numbers.set(className, answer);
    return answer;
  }
}
