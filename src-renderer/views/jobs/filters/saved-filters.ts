import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { JobFilter } from '../../../routing/routes';

export interface SavedFilter {
  name: string;
  filter: JobFilter;
}

interface SavedFilters {
  /** In the order of their names. */
  saved: readonly SavedFilter[];
  /** Keeps a filter by its name; one of the same name is replaced. */
  save(name: string, filter: JobFilter): void;
  remove(name: string): void;
}

/** Filters a person has named; kept on this machine. */
export const useSavedFilters = create<SavedFilters>()(
  persist(
    (set) => ({
      saved: [],
      save: (name, filter) =>
        set(({ saved }) => ({ saved: withFilter(saved, { name: name.trim(), filter }) })),
      remove: (name) => set(({ saved }) => ({ saved: saved.filter((one) => one.name !== name) })),
    }),
    { name: 'signalbox.saved-filters' },
  ),
);

function withFilter(saved: readonly SavedFilter[], added: SavedFilter): SavedFilter[] {
  const others = saved.filter(({ name }) => name !== added.name);
  return [...others, added].sort((a, b) => a.name.localeCompare(b.name));
}
