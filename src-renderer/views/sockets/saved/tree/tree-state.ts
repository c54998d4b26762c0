import { create } from 'zustand';
import { persist } from 'zustand/middleware';

interface TreeState {
  /** Ids of rows that are unfolded. */
  unfolded: readonly string[];
}

/** Which folders and collections are unfolded; kept on this machine. */
export const useTree = create<TreeState>()(
  persist((): TreeState => ({ unfolded: [] }), { name: 'signalbox.sockets-tree' }),
);

/** Unfolds or folds a row of the tree. */
export function unfold(id: string, open: boolean): void {
  useTree.setState(({ unfolded }) => {
    const others = unfolded.filter((one) => one !== id);
    return { unfolded: open ? [...others, id] : others };
  });
}

/** Unfolds every folder a path is in, so that it is in sight. */
export function unfoldTo(path: string): void {
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1))
    unfold(`folder:${path.slice(0, at + 1)}`, true);
}
