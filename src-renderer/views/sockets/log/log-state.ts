import { create } from 'zustand';
import type { LoggedFrame } from './frames';

interface LogState {
  /** The frames of this moment, all of them: the log goes on, but what is shown stays. Null = not paused. */
  paused: { frames: readonly LoggedFrame[]; lastSeq: number } | null;
  /** The newest row is always in sight. */
  follow: boolean;
  /** What the times between frames are measured from. */
  since: 'previous' | 'first';
  /** The frame that is open beside the table. */
  open: LoggedFrame | null;
  /** The frame others are compared with. */
  pinned: LoggedFrame | null;
}

/** How the log is looked at; stays while other views are open. */
export const useLogState = create<LogState>()(() => ({
  paused: null,
  follow: true,
  since: 'previous',
  open: null,
  pinned: null,
}));
