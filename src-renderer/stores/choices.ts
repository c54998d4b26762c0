import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export type Theme = 'dark' | 'light' | 'system';

/** The time ranges that can be chosen, ms. */
export const ranges: readonly { ms: number; label: string }[] = [
  { ms: 5 * 60_000, label: '5 min' },
  { ms: 15 * 60_000, label: '15 min' },
  { ms: 3_600_000, label: '1 h' },
  { ms: 6 * 3_600_000, label: '6 h' },
  { ms: 24 * 3_600_000, label: '24 h' },
];

interface Choices {
  /** The queue the console looks at; '' = all. */
  queue: string;
  /** How far back charts go, ms: one of `ranges`. */
  rangeMs: number;
  theme: Theme;
  /** The rail shows symbols only. */
  railFolded: boolean;
  setQueue(queue: string): void;
  setRangeMs(rangeMs: number): void;
  setTheme(theme: Theme): void;
  setRailFolded(folded: boolean): void;
}

/** What the person has chosen for the whole console; kept on this machine. */
export const useChoices = create<Choices>()(
  persist(
    (set) => ({
      queue: '',
      rangeMs: 15 * 60_000,
      theme: 'system',
      railFolded: false,
      setQueue: (queue) => set({ queue }),
      setRangeMs: (rangeMs) => set({ rangeMs }),
      setTheme: (theme) => set({ theme }),
      setRailFolded: (railFolded) => set({ railFolded }),
    }),
    { name: 'signalbox.choices' },
  ),
);
