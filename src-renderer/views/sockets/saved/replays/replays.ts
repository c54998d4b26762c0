import { create } from 'zustand';
import { readRecording } from '../../../../../src-core/conversation/recordings/read-recording';
import { replay } from '../../../../../src-core/conversation/recordings/replay';
import { replayJunit } from '../../../../../src-core/conversation/recordings/replay-junit';
import type { Recording } from '../../../../../src-core/conversation/recording';
import type { Difference, ReplayReport } from '../../../../../src-core/conversation/reports';
import { saveText } from '../../../../connection/api';
import { asApiError } from '../../../../connection/api-error';
import { knownSecrets } from '../hide-secrets';
import { tell } from '../files/file-acts';
import { stemOf } from '../files/file-paths';
import { readFile } from '../files/file-store';
import { watchDial } from '../runs/watched-dial';
import { show } from '../stage';

/** How fast a recording is replayed: so many times as recorded, as fast as it goes, or a step at a time. */
export type Speed = '1' | '2' | '10' | 'fastest' | 'step';

/** A frame of the replay beside what was recorded. */
interface PlayedFrame {
  /** Its line of the log. */
  line: number | undefined;
  differences: readonly Difference[];
}

/** A frame that came and was not recorded. */
interface ExtraFrame extends PlayedFrame {
  /** The entry it came after, -1 = before all. */
  after: number;
  connection: string;
  type: string;
}

/** A recording, and how its replay goes or went. */
export interface Replay {
  recording: Recording;
  version: string;
  running: boolean;
  /** The entry that is played when somebody says so; null = it goes on by itself. */
  waitsAt: number | null;
  /** Entries that were played, or came again. */
  played: ReadonlyMap<number, PlayedFrame>;
  extras: readonly ExtraFrame[];
  report: ReplayReport | null;
}

interface Replays {
  byPath: Readonly<Record<string, Replay>>;
  /** Why a recording cannot be read, by path. */
  faults: Readonly<Record<string, string>>;
}

/** Recordings that were looked at, with their last replays. */
export const useReplays = create<Replays>()(() => ({ byPath: {}, faults: {} }));

const stops = new Map<string, AbortController>();
const nexts = new Map<string, () => void>();

/** Shows a recording, ready to be replayed. */
export async function replaySaved(path: string): Promise<void> {
  show({ kind: 'replay', path });
  await loadRecording(path);
}

/** Reads a recording unless it is being replayed. Never throws: the store says what is wrong. */
export async function loadRecording(path: string): Promise<void> {
  const { [path]: known } = useReplays.getState().byPath;
  if (known?.running) return;
  try {
    const { text, version } = await readFile(path);
    if (known?.version === version) return;
    const recording = readRecording(text);
    put(path, {
      recording,
      version,
      running: false,
      waitsAt: null,
      played: new Map(),
      extras: [],
      report: null,
    });
    useReplays.setState(({ faults: { [path]: _mended, ...faults } }) => ({ faults }));
  } catch (error) {
    const fault = asApiError(error).message;
    useReplays.setState(({ faults }) => ({ faults: { ...faults, [path]: fault } }));
  }
}

/** Plays it. `secrets`: values of its secret stand-ins. */
export async function startReplay(
  path: string,
  speed: Speed,
  secrets: Readonly<Record<string, string>>,
): Promise<void> {
  const { [path]: known } = useReplays.getState().byPath;
  if (!known || known.running) return;
  const stop = new AbortController();
  stops.set(path, stop);
  const seen = new Seen(path);
  const watched = watchDial();
  change(path, { running: true, waitsAt: null, played: new Map(), extras: [], report: null });
  const report = await replay(known.recording, {
    dial: watched.dial,
    speed: speed === 'fastest' || speed === 'step' ? 'fastest' : Number(speed),
    step: speed === 'step' ? (_entry, index) => nextStep(path, index, stop.signal) : undefined,
    variables: secrets,
    secrets: knownSecrets(),
    signal: stop.signal,
    onEntry: (index) => seen.entry(index),
    onFrame: ({ entry, connection, data, differences }) => {
      const frame = { line: watched.lines.at(-1), differences };
      if (entry === null) seen.extra({ ...frame, connection, type: typeOf(data) });
      else seen.frame(entry, frame);
    },
  });
  watched.stop();
  stops.delete(path);
  seen.end();
  change(path, { running: false, waitsAt: null, report });
}

/** Plays the entry a replay waits at. */
export function playNext(path: string): void {
  nexts.get(path)?.();
}

/** Ends a replay. */
export function stopReplay(path: string): void {
  stops.get(path)?.abort();
  nexts.get(path)?.();
}

/** Changes what is known of a recording or its replay. */
export function change(path: string, part: Partial<Replay>): void {
  const { [path]: known } = useReplays.getState().byPath;
  if (known) put(path, { ...known, ...part });
}

/** Saves a replay's report for a build server. */
export function saveReplayJunit(path: string, report: ReplayReport): void {
  void tell('Not saved', async () => {
    await saveText(replayJunit(report), `${stemOf(path)}.junit.xml`);
  });
}

function put(path: string, replay: Replay): void {
  useReplays.setState(({ byPath }) => ({ byPath: { ...byPath, [path]: replay } }));
}

function nextStep(path: string, index: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    nexts.set(path, () => {
      nexts.delete(path);
      change(path, { waitsAt: null });
      resolve();
    });
    change(path, { waitsAt: index });
  });
}

function typeOf(data: unknown): string {
  if (typeof data !== 'string') return 'binary';
  return /^\s*\{.*?"type"\s*:\s*"([^"]{1,128})"/s.exec(data)?.[1] ?? 'text';
}

/** What a replay has seen, told to the store once per picture: thousands may come in a second. */
class Seen {
  #played = new Map<number, PlayedFrame>();
  #extras: ExtraFrame[] = [];
  #last = -1;
  #request = 0;

  constructor(private readonly path: string) {}

  entry(index: number): void {
    this.#last = Math.max(this.#last, index);
    if (!this.#played.has(index)) this.#played.set(index, { line: undefined, differences: [] });
    this.#soon();
  }

  frame(index: number, frame: PlayedFrame): void {
    this.#last = Math.max(this.#last, index);
    this.#played.set(index, frame);
    this.#soon();
  }

  extra(frame: Omit<ExtraFrame, 'after'>): void {
    this.#extras.push({ ...frame, after: this.#last });
    this.#soon();
  }

  /** Tells the rest at once. */
  end(): void {
    cancelAnimationFrame(this.#request);
    this.#tell();
  }

  #soon(): void {
    if (this.#request === 0) this.#request = requestAnimationFrame(() => this.#tell());
  }

  #tell(): void {
    this.#request = 0;
    change(this.path, { played: new Map(this.#played), extras: [...this.#extras] });
  }
}
