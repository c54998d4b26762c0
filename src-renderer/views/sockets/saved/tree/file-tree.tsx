import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { learnContents, useContents } from '../files/contents';
import { useFiles } from '../files/file-store';
import { useStage } from '../stage';
import { deleteRow, openRow, renameRow } from './tree-acts';
import { treeMove } from './tree-keys';
import { type TreeRow, treeRows } from './tree-rows';
import { TreeLine } from './tree-line';
import { unfold, useTree } from './tree-state';
import styles from './tree.module.css';

/** Collections are read for a search up to so many. */
const mostSearched = 200;

/** The saved files as a tree of folders, collections with their requests below. */
export function FileTree({ search }: { search: string }) {
  const rows = useRows(search);
  const [currentId, setCurrentId] = useState<string | null>(null);
  const [menuId, setMenuId] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const shown = useStage((stage) => stage.shown?.path);
  // One row can be reached by Tab: the one used last, else the first.
  const reachable = rows.find(({ id }) => id === currentId) ?? rows[0];
  const move = (row: TreeRow, event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key === 'F10' && event.shiftKey ? 'ContextMenu' : event.key;
    const made = treeMove(rows, row.id, key);
    if (!made) return;
    event.preventDefault();
    event.stopPropagation();
    switch (made.kind) {
      case 'go':
        setCurrentId(made.id);
        return focusRow(list.current, made.id);
      case 'unfold':
      case 'fold':
        return unfold(made.id, made.kind === 'unfold');
      case 'open':
        return openRow(row);
      case 'rename':
        return renameRow(row);
      case 'delete':
        return deleteRow(row);
      case 'menu':
        return setMenuId(made.id);
    }
  };
  if (rows.length === 0) return <p className={styles.none}>Nothing saved has this in its name.</p>;
  return (
    <div ref={list} role="tree" aria-label="Saved files" className={styles.tree}>
      {rows.map((row) => (
        <TreeLine
          key={row.id}
          row={row}
          reachable={row.id === reachable?.id}
          shown={row.kind === 'file' && row.file.path === shown}
          menuOpen={row.id === menuId}
          onMenu={(open) => setMenuId(open ? row.id : null)}
          onUse={() => setCurrentId(row.id)}
          onKey={(event) => move(row, event)}
        />
      ))}
    </div>
  );
}

function useRows(search: string): TreeRow[] {
  const files = useFiles((state) => state.files);
  const contents = useContents();
  const opened = useTree((state) => state.unfolded);
  const rows = useMemo(
    () => treeRows({ files, contents, unfolded: new Set(opened), search }),
    [files, contents, opened, search],
  );
  useEffect(() => {
    const wanted =
      search.trim() === ''
        ? rows.flatMap((row) => (row.kind === 'file' && row.open ? [row.file.path] : []))
        : files.flatMap(({ kind, path }) => (kind === 'collection' ? [path] : [])).slice(0, mostSearched);
    for (const path of wanted) learnContents(path);
  }, [rows, files, search]);
  return rows;
}

function focusRow(list: HTMLElement | null, id: string): void {
  const rows = list?.querySelectorAll<HTMLElement>('[role="treeitem"]') ?? [];
  for (const row of rows) if (row.dataset.row === id) row.focus();
}
