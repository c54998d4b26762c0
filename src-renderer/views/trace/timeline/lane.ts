import type { Run } from '../../../../src-core/explain/job-story';
import type { Phase } from '../../../../src-core/explain/phases';

/** What a stretch or a mark stands for: its colour and shape. */
export type Tone =
  | Exclude<Phase['kind'], 'running'>
  | Run['outcome']
  | 'in' // towards the gateway
  | 'out' // from it
  | 'tick'
  | 'event';

/** A stretch of time in a lane. Times are epoch ms. */
export interface Segment {
  key: string;
  from: number;
  to: number;
  /** It goes on. */
  open: boolean;
  tone: Tone;
  /** Written on it or beside it. */
  label: string;
  /** Its run's fence; null when it is none. */
  fence: number | null;
}

/** A moment in a lane. */
export interface Mark {
  at: number;
  tone: Tone;
  label: string;
  /** The event it stands for, as an index of the trace's events. */
  event: number;
}

export interface Lane {
  id: string;
  label: string;
  /** A few words after the label: how many, or why it is empty. */
  note: string;
  segments: Segment[];
  /** In the order of time. */
  marks: Mark[];
  /** Whether marks are worth a label where there is room. */
  labelled: boolean;
}

/** All lanes of a job on one clock. */
export interface Timeline {
  from: number;
  to: number;
  lanes: Lane[];
}
