import { KnownSecrets } from '../src-core/redaction/known-secrets';
import { learnSecrets } from '../src-core/redaction/redactor';
import type { Handler } from './handlers/handler';

interface Running {
  payload: unknown;
  /** The secrets in it; read when something is printed for the first time. */
  secrets?: KnownSecrets;
}

/**
 * Keeps the secrets of payloads out of what handlers print: it goes to the gateway's log, where nobody knows the payload.
 * What is a secret is told by the names of the payload's fields.
 */
export class QuietOutput {
  readonly #running = new Set<Running>();

  /** The same handlers, their jobs known while they run. */
  watched(handlers: Record<string, Handler>): Record<string, Handler> {
    return Object.fromEntries(
      Object.entries(handlers).map(([type, handler]) => [type, this.#watch(handler)]),
    );
  }

  /** Prints what is written to the stream without the secrets of the jobs that run. */
  cover(stream: NodeJS.WriteStream): void {
    const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean;
    stream.write = (chunk: unknown, ...rest: unknown[]) => write(this.#shown(chunk), ...rest);
  }

  #watch(handler: Handler): Handler {
    return async (job, context) => {
      const running: Running = { payload: job.payload };
      this.#running.add(running);
      try {
        return await handler(job, context);
      } finally {
        this.#running.delete(running);
      }
    };
  }

  #shown(chunk: unknown): unknown {
    if (this.#running.size === 0) return chunk;
    const text = chunk instanceof Uint8Array ? Buffer.from(chunk).toString() : chunk;
    if (typeof text !== 'string') return chunk;
    let shown = text;
    for (const running of this.#running) shown = secretsOf(running).mask(shown);
    return shown === text ? chunk : shown;
  }
}

function secretsOf(running: Running): KnownSecrets {
  if (!running.secrets) {
    running.secrets = new KnownSecrets();
    learnSecrets(running.secrets, running.payload);
  }
  return running.secrets;
}
