import { type FieldDifference, compareFrames } from './diff-frame';
import { createScope } from '../../templates/scope';
import { expandText, namesIn } from '../../templates/templates';
import { fitText } from './fit-text';
import { type FrameBody, frameTypeOf } from '../frame-body';
import { kindOfLane, type Lane, laneOf } from './lanes';

/** A received frame of a recording that is waited for. */
export interface ExpectedFrame {
  /** Its entry in the recording, from 0. */
  entry: number;
  body: FrameBody;
  type: string;
  lane: Lane;
}

/** What a frame of the replay is. */
export type Match =
  | {
      kind: 'matched';
      expected: ExpectedFrame;
      differences: FieldDifference[];
      bound: ReadonlyMap<string, unknown>;
      /** It came after a frame that was recorded after it. */
      overtakenBy: ExpectedFrame | null;
    }
  | { kind: 'extra' };

interface Rules {
  known: { get(name: string): unknown };
  /** Whether a difference is no fault. */
  allowed(frame: ExpectedFrame, path: string): boolean;
  /** Whether frames of this type may come that were not recorded. */
  mayBeExtra(type: string): boolean;
}

interface Candidate {
  expected: ExpectedFrame;
  differences: FieldDifference[];
  bound: ReadonlyMap<string, unknown>;
  faults: number;
}

/** A frame of another type must be this much alike to be taken for the recorded one. */
const alikeFrom = 0.6;

/** How many of a lane are compared with a frame: far more than can have been left out before it. */
const lookAhead = 500;

/** The received frames of one connection that are still to come, and which of them a frame is. */
export class ExpectedFrames {
  readonly #lanes = new Map<Lane, ExpectedFrame[]>();
  /** Lanes with their stand-ins filled in, and the lanes that they are; those that are used up stay. */
  readonly #resolved = new Map<Lane, Lane>();
  readonly #byResolved = new Map<Lane, Lane>();
  /** The last frame of each lane that came. */
  readonly #last = new Map<Lane, ExpectedFrame>();

  constructor(
    frames: readonly { entry: number; body: FrameBody }[],
    private readonly ours: boolean,
    private readonly rules: Rules,
  ) {
    for (const { entry, body } of frames) {
      const lane = laneOf(body, ours);
      const waiting = this.#lanes.get(lane);
      const expected = { entry, body, type: frameTypeOf(body), lane };
      if (waiting) waiting.push(expected);
      else this.#lanes.set(lane, [expected]);
    }
  }

  /** Takes a frame that came. */
  take(body: FrameBody): Match {
    const chosen = this.#choose(body);
    if (!chosen) return { kind: 'extra' };
    const { expected, differences, bound } = chosen;
    const waiting = this.#lanes.get(expected.lane) as ExpectedFrame[];
    waiting.splice(waiting.indexOf(expected), 1);
    if (waiting.length === 0) {
      this.#resolve(expected.lane, bound);
      this.#lanes.delete(expected.lane);
    }
    const last = this.#last.get(expected.lane);
    const isLate = last !== undefined && last.entry > expected.entry;
    if (!isLate) this.#last.set(expected.lane, expected);
    return { kind: 'matched', expected, differences, bound, overtakenBy: isLate ? last : null };
  }

  #choose(body: FrameBody): Candidate | null {
    const type = frameTypeOf(body);
    const lane = laneOf(body, this.ours);
    const same = this.#best(this.#near(lane), type, body);
    if (same) return same.faults > 0 && this.rules.mayBeExtra(type) && isSameShape(same) ? null : same;
    // The field that says what the frame belongs to may be what has changed; another job's frame stays out.
    const far = () => this.#lanesOf((one) => kindOfLane(one) !== kindOfLane(lane));
    return this.#best(far(), type, body) ?? this.#alike(this.#near(lane), body) ?? this.#alike(far(), body);
  }

  /** The lane that is meant; while it is not known which one it is, all that it may be. */
  *#near(lane: Lane): Iterable<ExpectedFrame[]> {
    const known = this.#byResolved.get(lane);
    if (known === undefined) return yield* this.#lanesOf((one) => this.#fits(one, lane));
    const waiting = this.#lanes.get(known);
    if (waiting) yield waiting;
  }

  /** One after the other: most often the first is the one. */
  *#lanesOf(wanted: (lane: Lane) => boolean): Iterable<ExpectedFrame[]> {
    for (const [lane, waiting] of this.#lanes) if (wanted(lane)) yield waiting;
  }

  #fits(recorded: Lane, replayed: Lane): boolean {
    const resolved = this.#resolved.get(recorded) ?? this.#resolve(recorded);
    if (resolved !== null) return resolved === replayed;
    return fitText(recorded, replayed, { get: (name) => this.rules.known.get(name), bound: new Map() });
  }

  /** The lane with its stand-ins filled in; null while one is unknown. */
  #resolve(lane: Lane, bound?: ReadonlyMap<string, unknown>): Lane | null {
    const values = namesIn(lane).map(
      (name) => [name, this.rules.known.get(name) ?? bound?.get(name)] as const,
    );
    if (values.some(([, value]) => value === undefined)) return null;
    const resolved = expandText(lane, createScope(Object.fromEntries(values)));
    this.#resolved.set(lane, resolved);
    this.#byResolved.set(resolved, lane);
    return resolved;
  }

  /** The first without a fault, else the one with the fewest. */
  #best(lanes: Iterable<ExpectedFrame[]>, type: string, body: FrameBody): Candidate | null {
    let best: Candidate | null = null;
    for (const waiting of lanes)
      for (const expected of waiting.slice(0, lookAhead)) {
        if (expected.type !== type) continue;
        const candidate = this.#compared(expected, body);
        if (best === null || candidate.faults < best.faults) best = candidate;
        if (candidate.faults === 0) return candidate;
      }
    return best;
  }

  /** The next of a lane under another type, when it has most of the fields. */
  #alike(lanes: Iterable<ExpectedFrame[]>, body: FrameBody): Candidate | null {
    for (const [next] of lanes) {
      if (!next || this.rules.allowed(next, '') || likeness(next.body, body) < alikeFrom) continue;
      return this.#compared(next, body);
    }
    return null;
  }

  #compared(expected: ExpectedFrame, body: FrameBody): Candidate {
    const { differences, bound } = compareFrames(expected.body, body, this.rules.known);
    const faults = differences.filter(({ path }) => !this.rules.allowed(expected, path)).length;
    return { expected, differences, bound, faults };
  }
}

/** Only values are otherwise: nothing was added, removed, or of another kind. */
function isSameShape({ differences }: Candidate): boolean {
  return differences.every(
    ({ recorded, replayed }) =>
      recorded !== undefined && replayed !== undefined && typeof recorded === typeof replayed,
  );
}

/** The share of the fields of two frames that both have, apart from the type; 0 to 1. */
function likeness(a: FrameBody, b: FrameBody): number {
  const [one, other] = [fieldsOf(a), fieldsOf(b)];
  if (one.size === 0 || other.size === 0) return 0;
  const shared = [...one].filter((name) => other.has(name)).length;
  return shared / Math.max(one.size, other.size);
}

function fieldsOf({ frame }: FrameBody): Set<string> {
  const isPlain = typeof frame === 'object' && frame !== null && !Array.isArray(frame);
  return new Set(isPlain ? Object.keys(frame).filter((name) => name !== 'type') : []);
}
