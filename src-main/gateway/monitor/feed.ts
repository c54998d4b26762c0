import type { MonitorEvent, StatsFrame } from '../../../src-core/protocol/monitor-frames';

/** Makes the frames of one topic while somebody watches it; stopped it costs nothing: no command, no timer. */
export interface Feed {
  /** Called only when it is stopped. */
  start(): void;
  /** Resolves when nothing of it is left. It may be started again before. */
  stop(): Promise<void>;
}

/** Takes a frame for everybody who watches its topic. */
export type Publish = (frame: StatsFrame | MonitorEvent) => void;
