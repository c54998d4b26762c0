import type { RecordedEntry } from '../recording';
import type { Difference } from '../reports';
import type { Dial, FrameData } from '../wire';

/** A frame of a replay. */
export interface ReplayedFrame {
  connection: string;
  way: 'sent' | 'received';
  data: FrameData;
  /** Milliseconds since the replay began. */
  at: number;
  /** The recorded one that it is; null = none. */
  entry: number | null;
  differences: Difference[];
}

export interface ReplayOptions {
  dial: Dial;
  /** How many times as fast as recorded; 'fastest' = as soon as what was recorded before has come. */
  speed: number | 'fastest';
  /** Asked before each frame is sent and each connection opened or closed; it goes on when this resolves. */
  step?: (entry: RecordedEntry, index: number) => Promise<void>;
  /** Values of stand-ins; of those for secrets, all. */
  variables?: Readonly<Record<string, unknown>>;
  /** Values that the report must not show, besides those of secret stand-ins. */
  secrets?: readonly string[];
  signal?: AbortSignal;
  /** How much longer than recorded a frame may take to come; ms, 10,000 when not given. */
  waitMs?: number;
  /** An entry has been played, or has come. */
  onEntry?: (index: number) => void;
  onFrame?: (frame: ReplayedFrame) => void;
  /** Epoch ms. */
  now?: () => number;
}
