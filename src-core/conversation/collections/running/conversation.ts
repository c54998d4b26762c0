import { createScope, type Scope } from '../../templates/scope';
import type { FrameData } from '../../wire';
import { jsonOf, type RunFrame } from './run-frame';

/** What a run knows so far: its frames and its variables. */
export class Conversation {
  readonly frames: RunFrame[] = [];
  readonly scope: Scope;
  #variables: Record<string, unknown> = {};
  readonly #listeners = new Set<() => void>();
  readonly #began = performance.now();

  constructor(
    now: () => number,
    readonly onFrame: (frame: RunFrame) => void,
  ) {
    this.scope = createScope(() => this.#variables, { now });
  }

  /** Milliseconds since the run began. */
  elapsed(): number {
    return performance.now() - this.#began;
  }

  addFrame(connection: string, way: RunFrame['way'], data: FrameData): void {
    const number = this.frames.length;
    const frame = { number, connection, way, data, at: this.elapsed(), json: jsonOf(data) };
    this.frames.push(frame);
    this.onFrame(frame);
    if (way === 'received') this.changed();
  }

  setVariables(values: Record<string, unknown>): void {
    if (Object.keys(values).length === 0) return;
    this.#variables = { ...this.#variables, ...values };
    this.changed();
  }

  /** Something happened that may decide what is waited for. */
  changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** Calls back at each change until the function it answers is called. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
