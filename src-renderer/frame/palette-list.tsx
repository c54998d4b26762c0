import { useEffect, useRef } from 'react';
import { grouped } from '../components/grouped';
import type { PaletteEntry } from './palette-entries';

interface PaletteListProps {
  id: string;
  entries: readonly PaletteEntry[];
  /** Index of the entry that Enter runs. */
  chosen: number;
  onChoose(index: number): void;
  onRun(entry: PaletteEntry): void;
}

/** What the palette has found, group by group. */
export function PaletteList({ id, entries, chosen, onChoose, onRun }: PaletteListProps) {
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another choice is brought into sight
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const numbered = entries.map((entry, index) => ({ entry, index }));
  const groups = [...grouped(numbered, ({ entry }) => entry.group)];
  return (
    <>
      {/* The field before it has the keyboard for it. */}
      <div ref={list} id={id} className="palette-list" role="listbox" aria-label="Found" tabIndex={-1}>
        {groups.map(([group, members]) => (
          // biome-ignore lint/a11y/useSemanticElements: a list box has groups, no fieldsets
          <div key={group} role="group" aria-label={group}>
            <div className="palette-group" aria-hidden="true">
              {group}
            </div>
            {members.map(({ entry, index }) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the field runs it
              <div
                key={entry.id}
                id={`${id}-${index}`}
                className="palette-entry"
                role="option"
                tabIndex={-1}
                aria-selected={index === chosen}
                onPointerMove={() => index !== chosen && onChoose(index)}
                onClick={() => onRun(entry)}
              >
                <span>{entry.label}</span>
                {entry.description && <span className="quiet">{entry.description}</span>}
                {entry.keys && <kbd>{entry.keys}</kbd>}
              </div>
            ))}
          </div>
        ))}
      </div>
      <p className="palette-nothing" role="status">
        {entries.length === 0 && 'Nothing found'}
      </p>
    </>
  );
}
