import type { FleetClaims, HeldAnswer } from '../../../src-core/queue/fleet-claims';
import type { HeldJob } from '../../../src-core/queue/renewal';

interface Question {
  job: HeldJob;
  resolve(answer: HeldAnswer): void;
  reject(error: unknown): void;
}

/** Asks Redis about claims this gateway does not know; the questions of one tick travel together. */
export class HeldQuestions {
  #asked: Question[] = [];

  constructor(private readonly claims: FleetClaims) {}

  ask(job: HeldJob): Promise<HeldAnswer> {
    return new Promise((resolve, reject) => {
      this.#asked.push({ job, resolve, reject });
      if (this.#asked.length === 1) setImmediate(() => void this.#send());
    });
  }

  async #send(): Promise<void> {
    const questions = this.#asked;
    this.#asked = [];
    try {
      const answers = await this.claims.held(questions.map(({ job }) => job));
      for (const [n, { resolve }] of questions.entries()) resolve(answers[n] ?? 'lost');
    } catch (error) {
      for (const { reject } of questions) reject(error);
    }
  }
}
