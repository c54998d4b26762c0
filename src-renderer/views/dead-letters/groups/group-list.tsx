import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { ErrorGroup } from '../../../../src-core/protocol/dead-letters';
import { GroupRow } from './group-row';
import { groupKey } from './group-order';
import styles from './groups.module.css';

interface GroupListProps {
  groups: ErrorGroup[];
  /** Key of the open one. */
  openKey: string;
  hrefOf(group: ErrorGroup): string;
  onOpen(group: ErrorGroup): void;
}

/** Height of a row before it is measured, CSS px. */
const likelyPx = 84;

/** The groups as links, of which only those in sight are drawn. */
export function GroupList({ groups, openKey, hrefOf, onOpen }: GroupListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: groups.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => likelyPx,
    overscan: 6,
    getItemKey: (index) => groupKey(groups[index] as ErrorGroup),
  });
  const openIndex = groups.findIndex((group) => groupKey(group) === openKey);
  useEffect(() => {
    if (openIndex !== -1) virtualizer.scrollToIndex(openIndex);
  }, [openIndex, virtualizer]);
  const withQueue = new Set(groups.map(({ queue }) => queue)).size > 1;
  return (
    <nav ref={scroller} className={styles.list} aria-label="Error groups">
      <ul style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const group = groups[index] as ErrorGroup;
          return (
            <li
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              style={{ transform: `translateY(${start}px)` }}
            >
              <GroupRow
                group={group}
                href={hrefOf(group)}
                open={index === openIndex}
                withQueue={withQueue}
                onOpen={() => onOpen(group)}
              />
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
