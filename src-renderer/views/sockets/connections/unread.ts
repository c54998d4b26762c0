import { create } from 'zustand';
import { onFrame } from '../log/frames';
import { useConnections } from './connections';

/** Frames a tab has received since it was last shown, by the id of its connection. */
export const useUnread = create<Readonly<Record<string, number>>>()(() => ({}));

/** Frames come by the thousand: the counts are shown so often, ms. */
const everyMs = 250;

let counts: Record<string, number> = {};
let timer: ReturnType<typeof setTimeout> | undefined;

onFrame(({ connectionId, way }) => {
  if (way !== 'received' || connectionId === useConnections.getState().currentId) return;
  counts[connectionId] = (counts[connectionId] ?? 0) + 1;
  timer ??= setTimeout(show, everyMs);
});

useConnections.subscribe(({ currentId, list }, before) => {
  if (list.length < before.list.length) {
    const there = new Set(list.map(({ id }) => id));
    counts = Object.fromEntries(Object.entries(counts).filter(([id]) => there.has(id)));
  }
  if (currentId === null || currentId === before.currentId || !counts[currentId]) return;
  delete counts[currentId];
  show();
});

function show(): void {
  clearTimeout(timer);
  timer = undefined;
  useUnread.setState({ ...counts }, true);
}
