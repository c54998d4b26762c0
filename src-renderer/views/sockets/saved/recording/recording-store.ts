import { create } from 'zustand';
import { Recorder } from '../../../../../src-core/conversation/recordings/recorder';
import type { Recording } from '../../../../../src-core/conversation/recording';
import type { Closing } from '../../../../../src-core/conversation/wire';
import type { ConnectionSpec } from '../../../../../src-core/protocol/connection-spec';
import { useConnections } from '../../connections/connections';
import { fillSpec } from '../../connections/fill-spec';
import { type LoggedFrame, onFrame } from '../../log/frames';
import { currentVariables } from '../../variables/variables';
import { givenSecrets } from '../hide-secrets';

/** What is being recorded. */
interface RecordingState {
  /** Epoch ms; null = nothing is. */
  startedAt: number | null;
  /** Frames that were sent and received since. */
  frames: number;
  /** Names of the connections that had any, or are open. */
  connections: readonly string[];
  /** Stopped, and not saved or thrown away yet. */
  stopped: boolean;
}

const nothing: RecordingState = { startedAt: null, frames: 0, connections: [], stopped: false };

/** How the recording goes. Written by the functions below. */
export const useRecording = create<RecordingState>()(() => nothing);

let notes: Notes | null = null;
let stopNoting: () => void = () => undefined;

/** Counting is shown so often; ms. */
const countMs = 250;

/** Records all connections from now on: those that are open, and those that will be. */
export function startRecording(): void {
  throwAway();
  const noted = new Notes(Date.now());
  notes = noted;
  for (const { id, name, spec, state } of useConnections.getState().list)
    if (state === 'open') noted.open(id, name, spec);
  useRecording.setState({ ...nothing, startedAt: Date.now(), connections: noted.names() });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const count = () => {
    timer = undefined;
    useRecording.setState({ frames: noted.frames, connections: noted.names() });
  };
  const leave = onFrame((frame) => {
    noted.take(frame);
    timer ??= setTimeout(count, countMs);
  });
  stopNoting = () => {
    leave();
    clearTimeout(timer);
    count();
  };
}

/** Ends it; what was recorded waits to be saved or thrown away. */
export function stopRecording(): void {
  stopNoting();
  stopNoting = () => undefined;
  useRecording.setState({ stopped: true });
}

/** What was recorded, without secrets. `keep`: the connections to keep. */
export function finishRecording(name: string, keep: readonly string[]): Recording {
  if (!notes) throw new Error('Nothing was recorded');
  return notes.finish(name, keep);
}

/** Forgets what was recorded. */
export function throwAway(): void {
  stopNoting();
  stopNoting = () => undefined;
  notes = null;
  useRecording.setState(nothing);
}

/** Frames of the log as if they had been recorded when they were logged. `specs`: of the connections, by their ids. */
export function recordingOf(
  frames: readonly LoggedFrame[],
  specs: ReadonlyMap<string, ConnectionSpec>,
  name: string,
): Recording {
  const noted = new Notes(frames[0]?.at ?? Date.now(), specs);
  for (const frame of frames) noted.take(frame);
  return noted.finish(name);
}

/** What a recorder is to be told of the log, in the end: only then all secrets are known. */
class Notes {
  frames = 0;
  readonly #open = new Map<string, string>();
  readonly #names = new Set<string>();
  readonly #told: ((recorder: Recorder) => void)[] = [];

  constructor(
    /** Epoch ms. */
    private readonly startedAt: number,
    private readonly specs: ReadonlyMap<string, ConnectionSpec> = new Map(),
  ) {}

  /** @param keep only these connections; all when not given */
  finish(name: string, keep?: readonly string[]): Recording {
    const { startedAt } = this;
    const options = { name, madeBy: 'Signalbox console', secrets: givenSecrets(), now: () => startedAt };
    const recorder = new Recorder(options);
    for (const tell of this.#told) tell(recorder);
    return recorder.finish(keep);
  }

  names(): string[] {
    return [...this.#names];
  }

  open(id: string, name: string, spec: ConnectionSpec, at?: number): void {
    this.#open.set(id, name);
    this.#names.add(name);
    const dialled = asDialled(spec);
    this.#told.push((recorder) => recorder.opened(name, dialled, at ?? this.startedAt));
  }

  take({ connectionId, connection, way, data, at }: LoggedFrame): void {
    if (way === 'opened' || !this.#open.has(connectionId)) {
      const spec = this.specs.get(connectionId) ?? specOf(connectionId);
      if (spec && way !== 'failed' && way !== 'closed') this.open(connectionId, connection, spec, at);
    }
    // It may have been given another name since.
    const name = this.#open.get(connectionId);
    if (name === undefined) return;
    if (way === 'sent' || way === 'received') {
      this.frames += 1;
      this.#told.push((recorder) => recorder.frame(name, way, data, at));
    } else if (way === 'closed') {
      const closing = closingOf(String(data));
      this.#told.push((recorder) => recorder.closed(name, closing, at));
      this.#open.delete(connectionId);
    }
  }
}

function specOf(id: string): ConnectionSpec | undefined {
  return useConnections.getState().list.find((one) => one.id === id)?.spec;
}

/** With its variables filled in: what they stood for is looked for in the frames. */
function asDialled(spec: ConnectionSpec): ConnectionSpec {
  try {
    return fillSpec(spec, currentVariables());
  } catch {
    return spec;
  }
}

/** The log says it in words: `1000 by the server: done`. */
function closingOf(text: string): Closing {
  const found = /^(\d+)(?: by the (server|client))?(?:: (.*))?$/s.exec(text);
  const by = found?.[2] === 'server' || found?.[2] === 'client' ? found[2] : null;
  return { code: Number(found?.[1] ?? 1006), reason: found?.[3] ?? '', by };
}
