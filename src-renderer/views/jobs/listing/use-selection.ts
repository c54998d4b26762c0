import { type KeyboardEvent, type MouseEvent, useRef, useState } from 'react';
import type { Selection } from '../../../components/virtual-table';
import { useKeys } from '../../../frame/keys';
import type { JobFilter } from '../../../routing/routes';
import type { JobRow } from './job-row';
import { changedKey, stretched } from './select-range';

interface SelectionParts {
  selection: Selection;
  /** For the element around the table: it tells whether Shift is held. */
  listeners: { onClickCapture(event: MouseEvent): void; onKeyDownCapture(event: KeyboardEvent): void };
}

const none: ReadonlySet<string> = new Set();

/**
 * The selected rows by their keys. With Shift a selection reaches from the row selected last to this one. Another filter
 * begins with none: nothing is done to jobs nobody sees.
 */
export function useSelection(rows: readonly JobRow[], filter: JobFilter): SelectionParts {
  const [chosen, setChosen] = useState({ filter, selected: none });
  const selected = chosen.filter === filter ? chosen.selected : none;
  const setSelected = (keys: ReadonlySet<string>) => setChosen({ filter, selected: keys });
  const anchor = useRef<string | null>(null);
  const shift = useRef(false);
  const table = useRef<Element | null>(null);

  const onChange = (next: ReadonlySet<string>) => {
    const changed = changedKey(selected, next);
    const reaches = shift.current && changed !== null && anchor.current !== null;
    setSelected(reaches ? stretched(rows, next, anchor.current as string, changed) : next);
    if (changed !== null) anchor.current = changed;
  };
  const selectUpTo = () => {
    const row = rows[activeRow(table.current)];
    if (!row || anchor.current === null) return;
    setSelected(stretched(rows, new Set(selected).add(row.key), anchor.current, row.key));
    anchor.current = row.key;
  };
  useKeys({ X: { label: 'Select up to the row (Shift x)', group: 'Rows', keyOnly: true, run: selectUpTo } });
  return {
    selection: { selected, onChange },
    listeners: {
      onClickCapture: (event) => {
        shift.current = event.shiftKey;
        table.current = event.currentTarget;
      },
      onKeyDownCapture: (event) => {
        shift.current = event.shiftKey;
        table.current = event.currentTarget;
      },
    },
  };
}

/** Which row the keyboard is at, as the grid tells screen readers; -1 when it is at none. */
function activeRow(around: Element | null): number {
  const grid = (around ?? document).querySelector('[role="grid"]');
  const id = grid?.getAttribute('aria-activedescendant');
  const row = id ? document.getElementById(id) : null;
  return Number(row?.getAttribute('aria-rowindex') ?? 1) - 2;
}
