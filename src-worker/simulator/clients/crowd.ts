import { type ClientParts, SimulatedClient } from './simulated-client';

/** All simulated clients of a run. */
export class Crowd {
  readonly #clients: SimulatedClient[];

  constructor(parts: ClientParts) {
    this.#clients = parts.plan.clients.map((planned, place) => new SimulatedClient(planned, place, parts));
  }

  /** Connects all of them. */
  open(): void {
    for (const client of this.#clients) client.link.open();
  }

  /** Whether all are connected. */
  isReady(): boolean {
    return this.#clients.every((client) => client.link.isUp);
  }

  /** Lets them submit, as planned. */
  begin(): void {
    for (const client of this.#clients) client.begin();
  }

  /** Submissions that are neither accepted nor refused for good. */
  get unsettled(): number {
    return this.#clients.reduce((sum, client) => sum + client.unsettled, 0);
  }

  /** Jobs they wait for. */
  get unfinished(): number {
    return this.#clients.reduce((sum, client) => sum + client.unfinished, 0);
  }

  /** Has them submit nothing more and cancel what is unfinished. */
  cancelAll(): void {
    for (const client of this.#clients) client.cancelAll();
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }
}
