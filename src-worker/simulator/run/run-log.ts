import type { SimulationSnapshot } from '../../../src-core/protocol/simulator';

type Note = SimulationSnapshot['log'][number];

const kept = 100;

/** What happened of note; the newest notes are kept. */
export class RunLog {
  #notes: Note[] = [];

  add(who: string, text: string): void {
    this.#notes.push({ at: Date.now(), who, text });
    if (this.#notes.length > 2 * kept) this.#notes = this.#notes.slice(-kept);
  }

  /** The newest 100, oldest first. */
  newest(): Note[] {
    return this.#notes.slice(-kept);
  }
}
