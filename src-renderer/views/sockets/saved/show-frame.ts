import { framesSince, logNumbers } from '../log/frames';
import { useLogState } from '../log/log-state';

/** Opens a frame in the log and brings its row into sight; false when it has left the log. */
export function showFrame(seq: number): boolean {
  const [frame] = framesSince(seq);
  if (frame?.seq !== seq) return false;
  useLogState.setState({ open: frame, follow: false });
  scrollToRow(seq);
  return true;
}

/** Rows of a log that is filtered stand elsewhere: their place is not known, and the frame is shown beside them. */
function scrollToRow(seq: number): void {
  const grid = document.querySelector<HTMLElement>('[role="grid"][aria-label="Frames"]');
  const row = grid?.querySelector<HTMLElement>('[role="rowgroup"] [role="row"][aria-rowindex]');
  if (!grid || !row) return;
  const { kept, oldest } = logNumbers();
  if (Number(grid.getAttribute('aria-rowcount')) - 1 !== kept) return;
  grid.scrollTop = (seq - oldest) * row.offsetHeight - grid.clientHeight / 2;
}
