import type { Collection, Expectation, Request } from '../../collection';
import type { RequestResult, RunReport } from '../../reports';
import { defaultWaitMs, requestName } from '../names';
import { SecretTexts } from '../../recordings/secret-texts';
import type { RunOptions } from '../run-options';
import { Conversation } from './conversation';
import { Links } from './links';
import { pause, unlessAborted } from './pause';
import { framesOf } from './request-frames';
import { resolveVariables } from './resolve-variables';
import { type Watched, watchAll } from './watch-all';

/** The place of the whole collection's expectations among the results. */
const whole = -1;
/** So many frames of a burst go out before what came is looked at. */
const burst = 100;

interface Played {
  result: RequestResult;
  watched: Watched[];
}

/** One run of a collection. */
export class CollectionRun {
  readonly #collection: Collection;
  readonly #options: RunOptions;
  readonly #conversation: Conversation;
  readonly #links: Links;
  readonly #signal: AbortSignal;
  readonly #played: Played[] = [];
  readonly #secrets = new SecretTexts();
  #whole: Played | null = null;
  /** From where on frames count for a request that sends nothing. */
  #mark = { from: 0, since: 0 };

  constructor(collection: Collection, options: RunOptions) {
    this.#collection = collection;
    this.#options = options;
    for (const secret of options.secrets ?? []) this.#secrets.add(secret, null);
    this.#signal = options.signal ?? new AbortController().signal;
    this.#conversation = new Conversation(options.now ?? Date.now, (frame) => options.onFrame?.(frame));
    this.#links = new Links(
      options.dial,
      (connection, data) => this.#conversation.addFrame(connection, 'received', data),
      () => this.#conversation.changed(),
    );
  }

  async run(): Promise<RunReport> {
    const startedAt = (this.#options.now ?? Date.now)();
    const failure = this.#masked(await this.#play());
    const all = this.#whole ? [...this.#played, this.#whole] : this.#played;
    // Of a run that broke off nothing more can be said.
    if (failure !== undefined) for (const { watched } of all) for (const { watch } of watched) watch.stop();
    await this.#links.close();
    for (const played of all) this.#finish(played);
    const requests = all
      .map(({ result }) => result)
      .filter(({ index, expectations }) => index !== whole || expectations.length > 0);
    return {
      collection: this.#collection.name,
      passed: failure === undefined && requests.every(isGreen),
      startedAt,
      tookMs: Math.round(this.#conversation.elapsed()),
      ...(failure !== undefined && { failure }),
      requests,
      frames: this.#conversation.frames.length,
    };
  }

  /** Answers why it could not be played to its end. */
  async #play(): Promise<string | undefined> {
    const { connections, requests, variables = {}, expect = [] } = this.#collection;
    const { scope } = this.#conversation;
    try {
      this.#conversation.setVariables(
        resolveVariables(variables, this.#options.variables ?? {}, scope.generate),
      );
      await unlessAborted(this.#links.open(connections, scope), this.#signal);
      if (expect.length > 0) this.#whole = this.#watchWhole(expect);
      for (const [index, request] of requests.entries()) await this.#request(request, index);
      if (this.#whole) await this.#awaitWhole(this.#whole);
      return undefined;
    } catch (error) {
      return this.#signal.aborted ? 'it was stopped' : (error as Error).message;
    }
  }

  async #request(request: Request, index: number): Promise<void> {
    if (request.after !== undefined) await pause(request.after, this.#signal);
    this.#options.onRequest?.(index);
    const result: RequestResult = { index, name: requestName(request, index), expectations: [] };
    const played: Played = { result, watched: [] };
    this.#played.push(played);
    const sends = framesOf(request, this.#conversation.scope, this.#options.readFile);
    if (sends) this.#mark = { from: this.#conversation.frames.length, since: this.#conversation.elapsed() };
    played.watched = this.#watch(request.expect ?? [], request.on, this.#mark);
    if (sends) {
      const failure = await this.#send(request, sends);
      if (failure !== null) {
        result.failure = this.#masked(failure);
        for (const { watch } of played.watched) watch.stop();
        played.watched = [];
      }
    }
    await this.#await(played, ({ within }) => within ?? defaultWaitMs);
    this.#report(played);
  }

  /** Sends all frames of a request; answers why it could not. */
  async #send({ on, repeat = { times: 1, every: 0 } }: Request, next: () => Promise<string | Uint8Array>) {
    const began = this.#conversation.elapsed();
    for (let n = 0; n < repeat.times; n += 1) {
      const wait = repeat.every > 0 ? began + n * repeat.every - this.#conversation.elapsed() : 0;
      if (wait > 0 || (n > 0 && n % burst === 0)) await pause(Math.max(0, wait), this.#signal);
      this.#signal.throwIfAborted();
      try {
        const data = await next();
        this.#links.send(on, data);
        this.#conversation.addFrame(on, 'sent', data);
      } catch (error) {
        const message = (error as Error).message;
        return n === 0 ? message : `after ${n} of ${repeat.times}: ${message}`;
      }
    }
    return null;
  }

  #watch(expectations: readonly Expectation[], on: string | null, mark: { from: number; since: number }) {
    return watchAll(expectations, {
      conversation: this.#conversation,
      on,
      ...mark,
      whyOver: (connection) => this.#links.whyOver(connection),
    });
  }

  #watchWhole(expectations: readonly Expectation[]): Played {
    const result = { index: whole, name: this.#collection.name, expectations: [] };
    const played = { result, watched: this.#watch(expectations, null, { from: 0, since: 0 }) };
    // What has its own time counts it from the beginning.
    for (const { expectation, watch } of played.watched)
      if (expectation.within !== undefined) watch.giveTime(expectation.within);
    return played;
  }

  async #awaitWhole(played: Played): Promise<void> {
    await this.#await(played, ({ within }) => (within === undefined ? defaultWaitMs : null));
    this.#report(played);
  }

  /** Waits for what is decided before the end of the run. @param timeOf ms; null = it has its time already */
  async #await({ watched }: Played, timeOf: (expectation: Expectation) => number | null): Promise<void> {
    const awaited = watched.filter(
      ({ expectation }) => !('none' in expectation) || expectation.within !== undefined,
    );
    for (const { expectation, watch } of awaited) {
      const time = timeOf(expectation);
      if (time !== null) watch.giveTime(time);
    }
    await unlessAborted(Promise.all(awaited.map(({ watch }) => watch.settled)), this.#signal);
  }

  /** Tells what is decided so far. */
  #report({ result, watched }: Played): void {
    result.expectations = watched.flatMap(({ watch }) => {
      if (watch.result === null) return [];
      const message = this.#masked(watch.result.message);
      return { ...watch.result, ...(message !== undefined && { message }) };
    });
    this.#options.onResult?.({ ...result });
  }

  /** A text of the report without secrets. */
  #masked(text: string | undefined): string | undefined {
    return text === undefined ? undefined : this.#secrets.mask(text);
  }

  /** Judges what was left to the end. */
  #finish(played: Played): void {
    const { result, watched } = played;
    for (const { watch } of watched) watch.finish();
    // Some were decided while later requests were under way.
    const decided = watched.filter(({ watch }) => watch.result !== null).length;
    if (decided > result.expectations.length) this.#report(played);
  }
}

function isGreen({ failure, expectations }: RequestResult): boolean {
  return failure === undefined && expectations.every(({ passed }) => passed);
}
