import { type ConnectionSpec, connectionSpecSchema } from '../../../protocol/connection-spec';
import type { RecordedEntry, Recording } from '../../recording';
import { expandValue } from '../../templates/templates';
import type { Closing, Dial, FrameData, Wire } from '../../wire';
import { allowanceOf, roleOf } from '../allowed-differences';
import type { Bindings } from './bindings';
import { ExpectedFrames, type Match } from './expected-frames';
import type { FrameBody } from '../frame-body';

interface Listener {
  received(connection: ReplayConnection, data: FrameData): void;
  /** Anything has happened. */
  changed(): void;
}

/** One connection of a replay: what it is to receive, and how it stands. */
export class ReplayConnection {
  /** Why it could not be opened. */
  failure: string | null = null;
  isOpen = false;
  /** How it ended, this time. */
  closing: Closing | null = null;
  /** The replay has closed it itself. */
  closedByUs = false;
  readonly #expected: ExpectedFrames;
  readonly #spec: ConnectionSpec;
  #wire: Wire | null = null;

  constructor(
    readonly name: string,
    recording: Recording,
    private readonly bindings: Bindings,
  ) {
    this.#spec = recording.connections[name] as ConnectionSpec;
    const entries = [...recording.entries.entries()]
      .filter(([, entry]) => entry.connection === name && entry.kind === 'received')
      .map(([entry, body]) => ({ entry, body: body as RecordedEntry & FrameBody }));
    const allowance = (frame: string, kind: 'extra' | 'changed', path: string) =>
      allowanceOf(recording.allow, { connection: name, frame, kind, path }) !== undefined;
    this.#expected = new ExpectedFrames(entries, roleOf(this.#spec) !== null, {
      known: bindings,
      allowed: ({ type }, path) => allowance(type, 'changed', path),
      mayBeExtra: (type) => allowance(type, 'extra', ''),
    });
  }

  /** It was dialled, and has neither failed nor ended. */
  get isUnderWay(): boolean {
    return this.#wire !== null && this.failure === null && this.closing === null;
  }

  /** Begins to open it. Throws when its stand-ins make no connection. */
  open(dial: Dial, listener: Listener): void {
    this.isOpen = false;
    this.closing = null;
    this.closedByUs = false;
    const spec = connectionSpecSchema.parse(expandValue(this.#spec, this.bindings.scope));
    this.#wire = dial(this.name, spec, {
      opened: () => {
        this.isOpen = true;
        listener.changed();
      },
      received: (data) => listener.received(this, data),
      failed: (message) => {
        this.failure = message;
        listener.changed();
      },
      closed: (closing) => {
        this.isOpen = false;
        this.closing = closing;
        listener.changed();
      },
    });
  }

  /** Which recorded frame this is. Binds what the frame says of stand-ins. */
  match(body: FrameBody): Match {
    const match = this.#expected.take(body);
    if (match.kind === 'matched') this.bindings.add(match.bound);
    return match;
  }

  /** Throws when it is not open. */
  send(data: FrameData): void {
    this.#wire?.send(data);
  }

  close(code?: number, reason?: string): void {
    this.closedByUs = true;
    // Other codes are not for either side to send.
    const mayBeSent = code === 1000 || (code !== undefined && code >= 3000 && code <= 4999);
    if (mayBeSent) this.#wire?.close(code, reason);
    else this.#wire?.close();
  }
}
