import type { ConnectionSpec } from '../../protocol/connection-spec';
import { subprotocol } from '../../protocol/limits';
import { type RecordedEntry, type Recording, recordingVersion } from '../recording';
import type { Closing, FrameData } from '../wire';
import { defaultAllowance } from './allowed-differences';
import { ValueFinder } from './masking/find-values';
import { bodyOf, type FrameBody, frameTypeOf } from './frame-body';
import { maskBody } from './masking/mask-frame';
import { maskSpec, readSpec } from './masking/mask-spec';

export interface RecorderOptions {
  name: string;
  /** Program and version, `signalbox 1.2.0`. */
  madeBy: string;
  /** Values that must not be in the recording, such as the gateway's tokens. */
  secrets?: readonly string[];
  /** Epoch ms; the recording begins at the recorder's making. */
  now?: () => number;
}

type Noted =
  | { kind: 'open'; at: number; connection: string }
  | { kind: 'sent' | 'received'; at: number; connection: string; body: FrameBody }
  | { kind: 'close'; at: number; connection: string; closing: Closing };

/**
 * Notes what happens on several connections. Everything is kept as it was until `finish`: only then it is known which
 * values belong together.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #now: () => number;
  readonly #startedAt: number;
  readonly #specs = new Map<string, ConnectionSpec>();
  readonly #noted: Noted[] = [];

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#startedAt = this.#now();
  }

  /** How many frames it has. */
  get frames(): number {
    return this.#noted.filter(({ kind }) => kind === 'sent' || kind === 'received').length;
  }

  /** A connection is open; those that were before are named first. `at`: epoch ms, now when not given. */
  opened(connection: string, spec: ConnectionSpec, at = this.#now()): void {
    this.#specs.set(connection, spec);
    this.#noted.push({ kind: 'open', at: this.#since(at), connection });
  }

  /** A frame went over a connection that was named. `at`: epoch ms. */
  frame(connection: string, way: 'sent' | 'received', data: FrameData, at = this.#now()): void {
    this.#noted.push({ kind: way, at: this.#since(at), connection, body: bodyOf(data) });
  }

  /** A connection is over. */
  closed(connection: string, closing: Closing, at = this.#now()): void {
    this.#noted.push({ kind: 'close', at: this.#since(at), connection, closing });
  }

  /** The recording so far, without secrets. `keep`: only these connections; all when not given. */
  finish(keep?: readonly string[]): Recording {
    const { name, madeBy, secrets = [] } = this.#options;
    const kept = ({ connection }: { connection: string }) =>
      this.#specs.has(connection) && (keep === undefined || keep.includes(connection));
    const noted = this.#noted.filter(kept);
    const specs = [...this.#specs].filter(([connection]) => kept({ connection }));
    const found = new ValueFinder(this.#startedAt, secrets);
    for (const [, spec] of specs) readSpec(spec, found);
    for (const one of noted)
      if ('body' in one && one.body.frame !== undefined) found.read(one.body.frame, one.kind);
    const connections = Object.fromEntries(
      specs.map(([connection, spec]) => [connection, maskSpec(spec, found)]),
    );
    const entries = noted.map((one) => entryOf(one, found));
    return {
      signalbox: 'recording',
      version: recordingVersion,
      name: found.secrets.mask(name),
      recordedAt: new Date(this.#startedAt).toISOString(),
      schema: subprotocol,
      madeBy,
      connections,
      values: usedOf(found, { entries, connections }),
      allow: defaultAllowance(Object.fromEntries(specs), startingLate(noted)),
      entries,
    };
  }

  #since(at: number): number {
    const since = Math.max(0, at - this.#startedAt);
    // Clocks step back; a recording's does not.
    return Math.max(since, this.#noted.at(-1)?.at ?? 0);
  }
}

function entryOf(one: Noted, found: ValueFinder): RecordedEntry {
  const { at, connection } = one;
  switch (one.kind) {
    case 'open':
      return { kind: 'open', at, connection };
    case 'close': {
      const { code, reason, by } = one.closing;
      return { kind: 'close', at, connection, code, reason: found.secrets.mask(reason), by };
    }
    default:
      return { kind: one.kind, at, connection, ...maskBody(one.body, one.kind, found) };
  }
}

/** Stand-ins that stand somewhere: a given secret may be nowhere in it. */
function usedOf(found: ValueFinder, content: unknown): Recording['values'] {
  const used = new Set<string>();
  for (const [, name = ''] of JSON.stringify(content).matchAll(/\{\{([\w-]+)\}\}/g)) used.add(name);
  return Object.fromEntries(Object.entries(found.standIns.values).filter(([name]) => used.has(name)));
}

/** Connections that were recorded from after their first frame on. */
function startingLate(noted: readonly Noted[]): Set<string> {
  const late = new Set(noted.map(({ connection }) => connection));
  for (const one of noted)
    if (one.kind === 'received' && frameTypeOf(one.body) === 'welcome') late.delete(one.connection);
  return late;
}
