import { Popover } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import { type KeyboardEvent, type MouseEvent, useDeferredValue, useMemo, useRef, useState } from 'react';
import { BreakMenu } from './break-menu';
import styles from './fleet.module.css';
import { machinesOf, type SimulatedWorker } from './machines';
import { MachineCard } from './worker-tile';
import { tileBeside } from './tile-beside';

interface FleetGridProps {
  workers: readonly SimulatedWorker[];
  queue: string;
}

interface Opened {
  id: string;
  /** Where its tile is in the grid; CSS px. */
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Machines and their GPUs. A click, or Enter, offers the ways to break one. */
export function FleetGrid({ workers: newest, queue }: FleetGridProps) {
  // A thousand tiles are drawn between what the person does, never before it.
  const workers = useDeferredValue(newest);
  const machines = useMemo(() => machinesOf(workers), [workers]);
  const [at, setAt] = useState<string | null>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  const grid = useRef<HTMLDivElement>(null);
  const reachable = at !== null && workers.some(({ id }) => id === at) ? at : (workers[0]?.id ?? null);
  const open = (event: MouseEvent) => {
    const tile = (event.target as Element).closest<HTMLElement>('[data-worker]');
    if (!tile || !grid.current) return;
    const id = tile.dataset.worker as string;
    setAt(id);
    setOpened({ id, ...placeOf(tile, grid.current) });
  };
  const close = () => {
    if (opened) tileOf(grid.current, opened.id)?.focus();
    setOpened(null);
  };
  useWindowEscape(() => opened && close());
  const worker = opened && workers.find(({ id }) => id === opened.id);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a click is that of a button in it; the arrow keys go from button to button
    <div
      ref={grid}
      className={styles.fleet}
      data-large={workers.length <= 64 || undefined}
      onClick={open}
      onKeyDown={(event) => moveFocus(event, grid.current)}
    >
      {machines.map((machine) => (
        <MachineCard
          key={machine.name}
          machine={machine}
          at={machine.workers.some(({ id }) => id === reachable) ? reachable : null}
        />
      ))}
      {opened && worker && (
        <Popover
          opened
          onChange={(stays) => !stays && close()}
          closeOnEscape={false}
          trapFocus
          withRoles={false}
          position="bottom-start"
          width={360}
        >
          <Popover.Target>
            <span
              className={styles.anchor}
              style={{ left: opened.left, top: opened.top, width: opened.width, height: opened.height }}
            />
          </Popover.Target>
          <Popover.Dropdown
            role="dialog"
            className={styles.menu}
            aria-label={worker.id}
            onClick={(event) => event.stopPropagation()}
          >
            <BreakMenu worker={worker} queue={queue} onDone={close} />
          </Popover.Dropdown>
        </Popover>
      )}
    </div>
  );
}

/** Of the window: the job's link that had the focus goes when its job does, and leaves it with nothing. */
function useWindowEscape(act: () => void): void {
  useWindowEvent('keydown', ({ key }) => {
    if (key === 'Escape') act();
  });
}

function placeOf(tile: HTMLElement, grid: HTMLElement) {
  const inside = tile.getBoundingClientRect();
  const around = grid.getBoundingClientRect();
  return {
    left: inside.left - around.left + grid.scrollLeft,
    top: inside.top - around.top + grid.scrollTop,
    width: inside.width,
    height: inside.height,
  };
}

function tileOf(grid: HTMLElement | null, id: string): HTMLElement | null {
  return grid?.querySelector<HTMLElement>(`[data-worker="${CSS.escape(id)}"]`) ?? null;
}

function moveFocus(event: KeyboardEvent, grid: HTMLElement | null): void {
  const tile = (event.target as Element).closest<HTMLElement>('[data-worker]');
  if (!tile || !grid || event.ctrlKey || event.metaKey || event.altKey) return;
  const next = tileBeside(tile, [...grid.querySelectorAll<HTMLElement>('[data-worker]')], event.key);
  if (!next) return;
  event.preventDefault();
  next.focus();
}
