import type { Logger } from 'pino';
import { z } from 'zod';
import { openAiBaseUrl, standInModelName } from '../../src-core/protocol/llm';
import type { ModelAccess } from '../../src-core/protocol/worker-lifecycle';

/** Longest wait for the model's server, in ms. */
const answerMs = 3000;
/** How long an answer holds, and how long after a failure it is not asked again, in ms. */
const freshMs = 60_000;
const retryMs = 5000;
const maxNames = 1000;

const listSchema = z.object({ data: z.array(z.object({ id: z.string().min(1).max(256) })) });

/** The models that `llm.chat` can be asked for: those of the configured server, else the stand-in. */
export class ModelNames {
  #names: readonly string[] = [];
  #askAgainAt = 0;
  #asking: Promise<void> | null = null;
  #answered = false;

  constructor(
    private readonly access: ModelAccess | undefined,
    private readonly log: Logger,
  ) {}

  /**
   * The names. The first call waits for the server, for 3 s at most; later ones get what is known and ask in the
   * background. Empty while the server has not answered.
   */
  async list(): Promise<readonly string[]> {
    const { access } = this;
    if (!access?.baseUrl && !access?.apiKey) return [standInModelName];
    if (performance.now() >= this.#askAgainAt) {
      this.#asking ??= this.#ask(access).finally(() => {
        this.#asking = null;
      });
    }
    if (!this.#answered) await this.#asking;
    return this.#names;
  }

  async #ask({ baseUrl, apiKey }: ModelAccess): Promise<void> {
    try {
      const response = await fetch(`${(baseUrl || openAiBaseUrl).replace(/\/+$/, '')}/models`, {
        headers: apiKey ? { authorization: `Bearer ${apiKey}` } : {},
        signal: AbortSignal.timeout(answerMs),
      });
      if (!response.ok) throw new Error(`it answered with ${response.status}`);
      const { data } = listSchema.parse(await response.json());
      this.#names = data.slice(0, maxNames).map(({ id }) => id);
      this.#answered = true;
      this.#askAgainAt = performance.now() + freshMs;
    } catch (error) {
      this.#askAgainAt = performance.now() + retryMs;
      this.log.warn({ err: error }, "the model's server does not list its models");
    }
  }
}
