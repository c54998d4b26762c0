import { setTimeout as pause } from 'node:timers/promises';
import type { FleetListener, Heard } from '../../../src-core/queue/fleet-listener';
import type { Dispatcher } from './dispatcher';

const afterErrorMs = 500;

interface Parts {
  listener: FleetListener;
  dispatcher: Dispatcher;
  cancelled: (jobId: string, fence: number) => void;
  /** The class table has grown: reads it. */
  readClasses: () => Promise<void>;
  onError: (error: unknown) => void;
}

/** Listens in Redis for all workers of a fleet: one blocking read, for the classes somebody here is free for. */
export class Ears {
  readonly #parts: Parts;
  /** What the read that sleeps listens for; null while none does. */
  #listensFor: ReadonlySet<number> | null = null;
  #poked = false;
  #stopped = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async listen(): Promise<void> {
    const { listener, dispatcher, onError } = this.#parts;
    while (!this.#stopped) {
      try {
        const classes = dispatcher.quietClasses();
        this.#listensFor = new Set(classes);
        this.#poked = false;
        const heard = await listener.hear(classes);
        this.#listensFor = null;
        await this.#act(heard);
      } catch (error) {
        this.#listensFor = null;
        if (this.#stopped) return;
        onError(error);
        await pause(afterErrorMs);
      }
    }
  }

  /** Ends the read that sleeps when there is now something it does not listen for. */
  again(): void {
    const listensFor = this.#listensFor;
    if (!listensFor || this.#poked || this.#stopped) return;
    if (this.#parts.dispatcher.quietClasses().every((n) => listensFor.has(n))) return;
    this.#poked = true;
    this.#parts.listener.poke().catch(() => {
      this.#poked = false;
    });
  }

  stop(): void {
    this.#stopped = true;
  }

  async #act(heard: Heard): Promise<void> {
    const { dispatcher, listener, cancelled, readClasses } = this.#parts;
    if (heard.kind === 'cancelled') cancelled(heard.id, heard.fence);
    else if (heard.kind === 'classes') await readClasses();
    // No new sleep before the claim has answered, or what it listens for would be a guess.
    else if (heard.kind === 'work' && !(await dispatcher.wake(heard.classNumber)))
      await listener.passOn(heard.classNumber);
  }
}
