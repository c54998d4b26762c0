import { ActionIcon, Menu } from '@mantine/core';
import {
  Braces,
  ChevronRight,
  CircleAlert,
  Clapperboard,
  Ellipsis,
  FileStack,
  Folder,
  SendHorizontal,
} from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import type { SavedKind } from '../../../../../src-core/protocol/saved-files';
import { openRow, rowActs } from './tree-acts';
import type { TreeRow } from './tree-rows';
import { unfold } from './tree-state';
import styles from './tree.module.css';

interface TreeLineProps {
  row: TreeRow;
  /** By Tab. */
  reachable: boolean;
  /** It is open in the place of the composer. */
  shown: boolean;
  menuOpen: boolean;
  onMenu(open: boolean): void;
  onUse(): void;
  onKey(event: KeyboardEvent): void;
}

const marks: Record<SavedKind, typeof Folder> = {
  collection: FileStack,
  environment: Braces,
  recording: Clapperboard,
};

/** One row: a click opens it, its menu has the rest. */
export function TreeLine({ row, reachable, shown, menuOpen, onMenu, onUse, onKey }: TreeLineProps) {
  const [hovered, setHovered] = useState(false);
  const Mark =
    row.kind === 'folder' ? Folder : row.kind === 'request' ? SendHorizontal : marks[row.file.kind];
  return (
    <div
      role="treeitem"
      className={styles.row}
      data-row={row.id}
      data-shown={shown || undefined}
      aria-label={labelOf(row)}
      aria-level={row.level}
      aria-setsize={row.siblings}
      aria-posinset={row.position}
      aria-expanded={row.open ?? undefined}
      aria-selected={shown}
      tabIndex={reachable ? 0 : -1}
      style={{ paddingInlineStart: 4 + (row.level - 1) * 14 }}
      onFocus={onUse}
      onKeyDown={(event) => event.target === event.currentTarget && onKey(event)}
      onClick={() => openRow(row)}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu(true);
      }}
      onPointerEnter={() => setHovered(true)}
      onPointerLeave={() => setHovered(false)}
    >
      <Fold row={row} />
      <Mark size={14} aria-hidden="true" className={styles.mark} />
      <span className={styles.name} title={row.kind === 'file' ? row.file.path : row.name}>
        {row.name}
      </span>
      {row.kind === 'request' && <span className="quiet">{row.on}</span>}
      {row.kind === 'file' && row.problem !== null && (
        <CircleAlert size={14} className="bad" aria-hidden="true" />
      )}
      {(hovered || reachable || menuOpen) && <RowMenu row={row} opened={menuOpen} onChange={onMenu} />}
    </div>
  );
}

function labelOf(row: TreeRow): string {
  switch (row.kind) {
    case 'folder':
      return `${row.name}, folder`;
    case 'file':
      return `${row.name}, ${row.file.kind}${row.problem === null ? '' : `, has a fault: ${row.problem}`}`;
    case 'request':
      return `${row.name}, request on ${row.on}`;
  }
}

/** A collection's name opens it; its arrow shows the requests. */
function Fold({ row }: { row: TreeRow }) {
  if (row.open === null) return <span className={styles.fold} />;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys do it
    // biome-ignore lint/a11y/noStaticElementInteractions: a part of its row, which says whether it is unfolded
    <span
      className={styles.fold}
      data-open={row.open || undefined}
      onClick={(event) => {
        event.stopPropagation();
        unfold(row.id, !row.open);
      }}
    >
      <ChevronRight size={14} aria-hidden="true" />
    </span>
  );
}

function RowMenu({
  row,
  opened,
  onChange,
}: {
  row: TreeRow;
  opened: boolean;
  onChange(open: boolean): void;
}) {
  return (
    <Menu opened={opened} onChange={onChange} position="bottom-end" withinPortal returnFocus>
      <Menu.Target>
        <ActionIcon
          className={styles.more}
          size="sm"
          variant="subtle"
          // Reached by the row's own menu key.
          tabIndex={-1}
          aria-label={`What to do with ${row.name}`}
          title="More (Shift+F10)"
          onClick={(event) => event.stopPropagation()}
        >
          <Ellipsis size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown
        onClick={(event) => event.stopPropagation()}
        onKeyDown={(event) => event.stopPropagation()}
      >
        {rowActs(row).map(({ label, run, danger }) => (
          <Menu.Item key={label} color={danger ? 'red' : undefined} onClick={run}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
