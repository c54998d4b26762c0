import type { DifferenceKind } from './recording';

/** How one expectation came out. */
export interface ExpectationResult {
  /** Its own name, or what it says: `job_accepted comes within 5 s`. */
  name: string;
  passed: boolean;
  /** What was wrong, with what came instead. */
  message?: string;
  /** Of the frame that decided it: its number among all frames of the run, from 0. */
  frame?: number;
  /** From the sending of its request to the decision; ms. */
  tookMs: number;
}

export interface RequestResult {
  /** Its place in the collection, from 0; -1 = the whole collection's expectations. */
  index: number;
  name: string;
  /** It could not be sent. */
  failure?: string;
  expectations: ExpectationResult[];
}

/** How the run of a collection came out. */
export interface RunReport {
  collection: string;
  passed: boolean;
  /** Epoch ms. */
  startedAt: number;
  tookMs: number;
  /** Why nothing, or not all of it, could be run: a connection that failed, an unknown variable, a stop. */
  failure?: string;
  requests: RequestResult[];
  /** Frames that were sent and received. */
  frames: number;
}

/** One place where a replay went otherwise than its recording. */
export interface Difference {
  connection: string;
  /** The entry of the recording, from 0; null for a frame that was not recorded. */
  entry: number | null;
  /** ms since the beginning: recorded, or for a frame that was not recorded, in the replay. */
  at: number;
  kind: DifferenceKind;
  /** The frame's type, or what else it is: `binary`, `text`, `close`. */
  frame: string;
  /** Where in the frame: `$.job.type`; '' = the whole of it. */
  path: string;
  recorded?: unknown;
  replayed?: unknown;
  /** Why it is no fault; absent = it is one. */
  allowed?: string;
}

/** How a replay came out. */
export interface ReplayReport {
  recording: string;
  passed: boolean;
  startedAt: number;
  tookMs: number;
  /** Why it could not be played to its end. */
  failure?: string;
  /** Frames sent, and received ones that were compared. */
  sent: number;
  compared: number;
  /** How many were compared, by connection and type. */
  comparedTypes: { connection: string; frame: string; frames: number }[];
  /** In the order of the recording; the first fault first. */
  differences: Difference[];
}
