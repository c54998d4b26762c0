import type { TreeRow } from './tree-rows';

/** What a key does to the tree. */
type TreeMove =
  | { kind: 'go'; id: string }
  | { kind: 'unfold' | 'fold' | 'open' | 'rename' | 'delete' | 'menu'; id: string };

/** What a key means while this row has the focus, as trees do; null = nothing. */
export function treeMove(rows: readonly TreeRow[], currentId: string, key: string): TreeMove | null {
  const at = rows.findIndex(({ id }) => id === currentId);
  const row = rows[at];
  if (!row) return null;
  const to = (target: TreeRow | undefined): TreeMove | null =>
    (target && { kind: 'go', id: target.id }) || null;
  switch (key) {
    case 'ArrowDown':
      return to(rows[at + 1]);
    case 'ArrowUp':
      return to(rows[at - 1]);
    case 'Home':
      return to(rows[0]);
    case 'End':
      return to(rows.at(-1));
    case 'ArrowRight':
      return right(rows, at, row);
    case 'ArrowLeft':
      return row.open ? { kind: 'fold', id: row.id } : to(parentOf(rows, at));
    default:
      return act(row, key) ?? to(typed(rows, at, key));
  }
}

const acts: Record<string, 'open' | 'rename' | 'delete' | 'menu'> = {
  Enter: 'open',
  ' ': 'open',
  F2: 'rename',
  Delete: 'delete',
  ContextMenu: 'menu',
};

function act(row: TreeRow, key: string): TreeMove | null {
  const kind = acts[key];
  return kind ? { kind, id: row.id } : null;
}

function right(rows: readonly TreeRow[], at: number, row: TreeRow): TreeMove | null {
  if (row.open === false) return { kind: 'unfold', id: row.id };
  const next = rows[at + 1];
  return row.open && next && next.level > row.level ? { kind: 'go', id: next.id } : null;
}

function parentOf(rows: readonly TreeRow[], at: number): TreeRow | undefined {
  const level = rows[at]?.level ?? 0;
  return rows.slice(0, at).findLast((row) => row.level < level);
}

/** The next row that begins with the letter. */
function typed(rows: readonly TreeRow[], at: number, key: string): TreeRow | undefined {
  if (key.length !== 1 || !/\S/.test(key)) return undefined;
  const begins = ({ name }: TreeRow) => name.toLowerCase().startsWith(key.toLowerCase());
  return rows.slice(at + 1).find(begins) ?? rows.slice(0, at).find(begins);
}
