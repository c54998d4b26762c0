import type { RecordedEntry, Recording } from '../../recording';
import type { Difference, ReplayReport } from '../../reports';
import { namesIn, expandText, expandValue } from '../../templates/templates';
import type { FrameData } from '../../wire';
import { allowanceOf } from '../allowed-differences';
import { Bindings, secretsMissing } from './bindings';
import { bodyTypeOf, DifferenceLog } from '../difference-log';
import { bodyOf, bytesOf, type FrameBody } from '../frame-body';
import { ReplayConnection } from './replay-connection';
import type { ReplayOptions } from '../replay-options';
import { SecretTexts } from '../secret-texts';
import { Stopped, Waiter } from './waiter';

const usualWaitMs = 10_000;
const closeWaitMs = 5000;

/** One replay. */
export class ReplayRun {
  readonly #bindings: Bindings;
  readonly #log: DifferenceLog;
  readonly #waiter: Waiter;
  readonly #connections: Map<string, ReplayConnection>;
  readonly #now: () => number;
  readonly #startedAt: number;
  /** Entries that came in time, and those that were waited for long enough. */
  readonly #came = new Set<number>();
  readonly #givenUp = new Set<number>();
  /** Entries that must come before the replay goes on. */
  #due: number[] = [];
  /** The entry that is played, and the last that came. */
  #cursor = 0;
  #actedAt = 0;
  #sent = 0;
  #isOver = false;

  constructor(
    private readonly recording: Recording,
    private readonly options: ReplayOptions,
  ) {
    const { variables = {}, secrets = [], signal, now = Date.now } = options;
    this.#now = now;
    this.#startedAt = now();
    this.#bindings = new Bindings(recording, variables);
    const hidden = new SecretTexts();
    for (const [name, { chosenBy }] of Object.entries(recording.values))
      if (chosenBy === 'secret') hidden.add(String(variables[name] ?? ''), null);
    for (const secret of secrets) hidden.add(secret, null);
    this.#log = new DifferenceLog(recording, hidden);
    this.#waiter = new Waiter(signal);
    this.#connections = new Map(
      Object.keys(recording.connections).map((name) => [
        name,
        new ReplayConnection(name, recording, this.#bindings),
      ]),
    );
  }

  async run(): Promise<ReplayReport> {
    let failure: string | undefined;
    try {
      this.#checkSecrets();
      for (const [i, entry] of this.recording.entries.entries()) {
        this.#cursor = i;
        await this.#play(entry, i);
      }
      this.#cursor = this.recording.entries.length;
      await this.#caughtUp();
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
    }
    this.#isOver = true;
    await this.#end();
    return this.#report(failure);
  }

  #checkSecrets(): void {
    const missing = secretsMissing(this.recording, this.options.variables ?? {});
    if (missing.length > 0)
      throw new Stopped(`the recording has no secrets in it: give values for ${missing.join(', ')}`);
  }

  async #play(entry: RecordedEntry, index: number): Promise<void> {
    if (isAwaited(entry)) {
      if (!this.#mayBeMissing(entry)) this.#due.push(index);
      return;
    }
    await this.#caughtUp();
    await this.options.step?.(entry, index);
    await this.#pace(entry);
    this.#actedAt = entry.at;
    const connection = this.#connections.get(entry.connection) as ReplayConnection;
    if (entry.kind === 'open') await this.#open(connection);
    else if (entry.kind === 'sent' || entry.kind === 'received') await this.#send(connection, entry, index);
    else if (entry.kind === 'close') await this.#close(connection, entry, index);
    this.options.onEntry?.(index);
  }

  #mayBeMissing(entry: RecordedEntry): boolean {
    const { connection } = entry;
    return (
      allowanceOf(this.recording.allow, {
        connection,
        frame: bodyTypeOf(entry),
        kind: entry.kind === 'close' ? 'closed' : 'missing',
        path: '',
      }) !== undefined
    );
  }

  /** Waits for everything that is due; what does not come in time, or cannot any more, is given up. */
  async #caughtUp(): Promise<void> {
    const last = this.recording.entries[this.#due.at(-1) ?? -1];
    if (!last) return;
    const { waitMs = usualWaitMs } = this.options;
    const isSettled = (index: number) => this.#came.has(index) || this.#isHopeless(index);
    await this.#waiter.until(
      () => this.#due.every(isSettled),
      waitMs + 2 * Math.max(0, last.at - this.#actedAt),
    );
    for (const index of this.#due) if (!this.#came.has(index)) this.#givenUp.add(index);
    this.#due = [];
  }

  #isHopeless(index: number): boolean {
    const name = this.recording.entries[index]?.connection ?? '';
    return this.#connections.get(name)?.closing != null;
  }

  async #pace({ at }: RecordedEntry): Promise<void> {
    const { speed } = this.options;
    if (speed !== 'fastest') await this.#waiter.pause(this.#startedAt + at / speed - this.#now());
  }

  async #open(connection: ReplayConnection): Promise<void> {
    connection.open(this.options.dial, {
      received: (from, data) => this.#receive(from, data),
      changed: () => {
        if (connection.closing) this.#closed(connection);
        this.#waiter.changed();
      },
    });
    const { waitMs = usualWaitMs } = this.options;
    const isDecided = () => connection.isOpen || connection.failure !== null || connection.closing !== null;
    if (!(await this.#waiter.until(isDecided, waitMs)))
      throw new Stopped(`${connection.name} was not open after ${waitMs} ms`);
    if (connection.failure !== null)
      throw new Stopped(`${connection.name} could not be connected: ${connection.failure}`);
  }

  async #send(connection: ReplayConnection, entry: RecordedEntry & FrameBody, index: number): Promise<void> {
    const { waitMs = usualWaitMs } = this.options;
    const unknown = () => namesIn(entry.frame ?? entry.text).find((name) => !this.#bindings.has(name));
    await this.#waiter.until(() => unknown() === undefined || connection.closing !== null, waitMs);
    const what = `${bodyTypeOf(entry)} (line ${index + 2}) cannot be sent on ${connection.name}`;
    const name = unknown();
    if (name !== undefined) throw new Stopped(`${what}: no frame has said what {{${name}}} is`);
    if (!connection.isOpen) throw new Stopped(`${what}: it is closed${ending(connection)}`);
    const data = this.#dataOf(entry);
    connection.send(data);
    this.#sent += 1;
    this.#tell(connection, 'sent', data, index, []);
  }

  #dataOf({ frame, text, base64 }: FrameBody): FrameData {
    const { scope } = this.#bindings;
    if (frame !== undefined) return JSON.stringify(expandValue(frame, scope));
    return text === undefined ? bytesOf(base64 ?? '') : expandText(text, scope);
  }

  async #close(
    connection: ReplayConnection,
    { code, reason }: Extract<RecordedEntry, { kind: 'close' }>,
    index: number,
  ): Promise<void> {
    if (connection.closing === null) {
      connection.close(code, reason);
      await this.#waiter.until(() => connection.closing !== null, closeWaitMs);
    }
    this.#came.add(index);
  }

  #receive(connection: ReplayConnection, data: FrameData): void {
    const body = bodyOf(data);
    const match = connection.match(body);
    const at = this.#now() - this.#startedAt;
    if (match.kind === 'extra') {
      // A recording that was ended while the connection was open does not say what came next.
      const isBeyond = this.#isOver && !this.#wasClosed(connection);
      const difference = isBeyond ? [] : [this.#log.extra(connection.name, body, at, this.#cursor)];
      this.#tell(connection, 'received', data, null, difference);
      return;
    }
    const { expected, differences, overtakenBy } = match;
    const { entry, type } = expected;
    if (!this.#givenUp.has(entry)) this.#came.add(entry);
    const late = overtakenBy && {
      path: '',
      recorded: `before ${overtakenBy.type}`,
      replayed: `after ${overtakenBy.type}`,
    };
    const found = this.#log.changed(entry, type, late ? [late, ...differences] : differences);
    this.#tell(connection, 'received', data, entry, found);
    this.options.onEntry?.(entry);
    this.#waiter.changed();
  }

  #wasClosed({ name }: ReplayConnection): boolean {
    return this.recording.entries.some(({ kind, connection }) => kind === 'close' && connection === name);
  }

  /** Compares how a connection has ended. */
  #closed(connection: ReplayConnection): void {
    const { name, closing, closedByUs } = connection;
    const entries = this.recording.entries;
    const entry = entries.findIndex(
      (one, i) => one.kind === 'close' && one.connection === name && !this.#came.has(i),
    );
    const recorded = entries[entry];
    if (!closing || closedByUs) return;
    const { code, by } = closing;
    if (recorded?.kind !== 'close' || recorded.by === 'client') {
      const place = { entry: null, at: this.#now() - this.#startedAt, order: this.#cursor + 0.5 };
      this.#log.closed(name, place, { path: '', replayed: { code, reason: closing.reason, by } });
      return;
    }
    this.#came.add(entry);
    const place = { entry, at: recorded.at, order: entry };
    if (recorded.code !== code)
      this.#log.closed(name, place, { path: '$.code', recorded: recorded.code, replayed: code });
  }

  #tell(
    { name }: ReplayConnection,
    way: 'sent' | 'received',
    data: FrameData,
    entry: number | null,
    differences: Difference[],
  ): void {
    const at = this.#now() - this.#startedAt;
    this.options.onFrame?.({ connection: name, way, data, at, entry, differences });
  }

  async #end(): Promise<void> {
    // One that is still being dialled would be opened after the end.
    const left = [...this.#connections.values()].filter(({ isUnderWay }) => isUnderWay);
    for (const connection of left) connection.close();
    await this.#waiter.end(() => !left.some(({ isUnderWay }) => isUnderWay), closeWaitMs);
  }

  #comparedTypes(): ReplayReport['comparedTypes'] {
    const types = new Map<string, ReplayReport['comparedTypes'][number]>();
    for (const [i, entry] of this.recording.entries.entries()) {
      if (entry.kind !== 'received' || !this.#came.has(i)) continue;
      const { connection } = entry;
      const frame = bodyTypeOf(entry);
      const counted = types.get(`${connection} ${frame}`) ?? { connection, frame, frames: 0 };
      counted.frames += 1;
      types.set(`${connection} ${frame}`, counted);
    }
    return [...types.values()];
  }

  #report(failure: string | undefined): ReplayReport {
    for (const [i, entry] of this.recording.entries.slice(0, this.#cursor).entries()) {
      if (entry.kind === 'received' && !this.#came.has(i)) this.#log.missing(i);
    }
    const differences = this.#log.list();
    const comparedTypes = this.#comparedTypes();
    return {
      recording: this.recording.name,
      passed: failure === undefined && differences.every(({ allowed }) => allowed !== undefined),
      startedAt: this.#startedAt,
      tookMs: this.#now() - this.#startedAt,
      ...(failure !== undefined && { failure }),
      sent: this.#sent,
      compared: comparedTypes.reduce((sum, { frames }) => sum + frames, 0),
      comparedTypes,
      differences,
    };
  }
}

/** Whether the other side did it. */
function isAwaited(entry: RecordedEntry): boolean {
  return entry.kind === 'received' || (entry.kind === 'close' && entry.by !== 'client');
}

function ending({ closing }: ReplayConnection): string {
  return closing ? ` (${closing.code}${closing.reason === '' ? '' : ` ${closing.reason}`})` : '';
}
