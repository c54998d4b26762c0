import { randomBytes } from 'node:crypto';
import type { ScriptArgument, ScriptName, Scripts } from './scripts';

/**
 * Requests of one connection, numbered so that Redis can answer a resent one as it did the first time (invariant I2).
 * Redis keeps the last 64 answers, so fewer than that may be under way at once.
 */
export class Session {
  readonly id = randomBytes(9).toString('base64url');
  readonly #scripts: () => Scripts;
  #last = 0;

  constructor(scripts: () => Scripts) {
    this.#scripts = scripts;
  }

  /** A numbered request, which may be sent again and again until it is answered. */
  request(script: ScriptName, args: ScriptArgument[]): () => Promise<unknown> {
    this.#last += 1;
    const numbered = [this.id, this.#last, ...args];
    return () => this.#scripts().run(script, numbered);
  }
}

/** How many numbered requests one session may have under way. */
export const maxInFlight = 32;
