import { X } from 'lucide-react';
import { type KeyboardEvent, useEffect } from 'react';
import { formatCompact } from '../../../components/format';
import { useKeys } from '../../../frame/keys';
import { show } from '../saved/stage';
import { ConnectButtons } from './connect-buttons';
import { ConnectionMark } from './connection-mark';
import { type Connection, choose, removeTab, useConnections } from './connections';
import { ConnectionFormDialog } from './form/connection-form';
import { openNew } from './form/open-form';
import { useUnread } from './unread';
import { useArrival } from './use-arrival';
import styles from './connections.module.css';

/** The connections as tabs, and the ways to open more. */
export function ConnectionTabs() {
  useArrival();
  useTabKeys();
  const { list, currentId } = useConnections();
  useEffect(() => {
    // With the button that closes it.
    const tab = currentId === null ? null : document.getElementById(tabId(currentId))?.parentElement;
    tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [currentId]);
  return (
    <div className={styles.bar}>
      {/* A tab list has nothing but tabs in it: the buttons that close them stand beside, and it says which are its own. */}
      <div
        role="tablist"
        className="visually-hidden"
        aria-label="Connections"
        aria-owns={list.map(({ id }) => tabId(id)).join(' ') || undefined}
      />
      <div className={styles.tabs}>
        {list.map((one) => (
          <Tab key={one.id} connection={one} current={one.id === currentId} />
        ))}
      </div>
      <ConnectButtons />
      <ConnectionFormDialog />
    </div>
  );
}

function Tab({ connection, current }: { connection: Connection; current: boolean }) {
  const { id, name, ofRun } = connection;
  const unread = useUnread((counts) => counts[id] ?? 0);
  const remove = () => removeTab(id);
  return (
    <div
      className={styles.tab}
      data-current={current || undefined}
      onAuxClick={({ button }) => button === 1 && remove()}
    >
      <button
        type="button"
        role="tab"
        id={tabId(id)}
        aria-selected={current}
        aria-keyshortcuts="Delete"
        tabIndex={current ? 0 : -1}
        title={ofRun ? `${name}, opened by a run` : name}
        onClick={() => pick(id)}
        onKeyDown={(event) => moveFrom(id, event)}
      >
        <ConnectionMark standing={connection} />
        <span className={styles.name}>{name}</span>
        {ofRun && <span className="quiet">run</span>}
        {unread > 0 && !current && (
          <span className={styles.unread}>
            {formatCompact(unread)}
            <span className="visually-hidden"> unread</span>
          </span>
        )}
      </button>
      <button
        type="button"
        className={styles.close}
        tabIndex={current ? 0 : -1}
        aria-label={`Close ${name}`}
        title="Close (Delete)"
        onClick={remove}
      >
        <X size={12} aria-hidden="true" />
      </button>
    </div>
  );
}

/** The id of a connection's tab, for what it shows. */
export function tabId(id: string): string {
  return `connection-${id}`;
}

/** Shows a connection, also when something saved is shown in its place. */
function pick(id: string): void {
  choose(id);
  show(null);
}

/** Arrow keys, Home and End go to other tabs, Delete closes this one, as in every tab list. */
function moveFrom(id: string, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { list } = useConnections.getState();
  const at = list.findIndex((one) => one.id === id);
  const to: Record<string, number> = {
    ArrowRight: (at + 1) % list.length,
    ArrowLeft: (at - 1 + list.length) % list.length,
    Home: 0,
    End: list.length - 1,
  };
  if (event.key === 'Delete') removeTab(id);
  else if (event.key in to) pick(list[to[event.key] as number]?.id ?? id);
  else return;
  event.preventDefault();
  const { currentId } = useConnections.getState();
  // The tab may not be there before React has drawn it.
  requestAnimationFrame(() => currentId !== null && document.getElementById(tabId(currentId))?.focus());
}

function useTabKeys(): void {
  const step = (by: number) => {
    const { list, currentId } = useConnections.getState();
    const at = list.findIndex((one) => one.id === currentId);
    const next = list[(at + by + list.length) % list.length];
    if (next) pick(next.id);
  };
  useKeys({
    n: { label: 'Connect to another server', run: openNew },
    '[': { label: 'Previous connection', run: () => step(-1), keyOnly: true },
    ']': { label: 'Next connection', run: () => step(1), keyOnly: true },
  });
}
