import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import { KeySequence } from './key-sequence';

/** What a key does. */
export interface KeyAction {
  /** In the words of the help sheet: `Retry the selected jobs`. */
  label: string;
  run(): void;
  /** The heading it is listed under; `This view` when not said. */
  group?: string;
  /** Leaves it out of the command palette: moving through rows is nothing to look up. */
  keyOnly?: boolean;
}

/** Keys by what is pressed: `r`, `?`, `Enter`, `g o` (one after the other). */
export type KeyMap = Record<string, KeyAction>;

interface Registered {
  /** Newest last: the newest of two actions on one key runs. */
  maps: readonly KeyMap[];
}

const useRegistered = create<Registered>()(() => ({ maps: [] }));

/**
 * Registers keys while the component is mounted: they work wherever no text is being typed and no dialog is open, and
 * are listed in the `?` sheet and the command palette. A view's keys go before the frame's.
 */
export function useKeys(keys: KeyMap, layer: 'frame' | 'view' = 'view'): void {
  const newest = useRef(keys);
  newest.current = keys;
  // Only what is shown decides whether to register again; `run` is looked up when the key is pressed.
  const shown = JSON.stringify(
    Object.entries(keys).map(([key, { label, group, keyOnly }]) => [key, label, group, keyOnly]),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shown` stands for the map
  useEffect(() => {
    const map = Object.fromEntries(
      Object.entries(newest.current).map(([key, action]) => [
        key,
        { ...action, run: () => newest.current[key]?.run() },
      ]),
    );
    // A view inside the frame may be there before it.
    useRegistered.setState(({ maps }) => ({ maps: layer === 'frame' ? [map, ...maps] : [...maps, map] }));
    return () => useRegistered.setState(({ maps }) => ({ maps: maps.filter((one) => one !== map) }));
  }, [shown, layer]);
}

/** All keys that work now. */
export function useAllKeys(): KeyMap {
  return mergedKeys(useRegistered(({ maps }) => maps));
}

/** Listens to the keyboard until the function it returns is called. Called once, by the frame. */
export function listenToKeys(): () => void {
  const sequence = new KeySequence();
  const listener = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isElsewhere(event))
      return;
    const keys = mergedKeys(useRegistered.getState().maps);
    const press = sequence.press(event.key, new Set(Object.keys(keys)), event.timeStamp);
    if (press.kind !== 'hit') return;
    event.preventDefault();
    keys[press.sequence]?.run();
  };
  window.addEventListener('keydown', listener);
  return () => window.removeEventListener('keydown', listener);
}

function mergedKeys(maps: readonly KeyMap[]): KeyMap {
  return Object.assign({}, ...maps);
}

const controls = 'input, textarea, select, [contenteditable="true"], [role="combobox"]';
/** Things Enter and Space already mean something to. */
const pressable = 'a[href], button, summary, [role="menuitem"], [role="tab"], [role="option"]';

/** Whether the key belongs to a text field, to a dialog, or to the button that has the focus. */
function isElsewhere(event: KeyboardEvent): boolean {
  // An editor lives in a shadow root: the event's own target would be its host.
  const [target] = event.composedPath();
  if (!(target instanceof Element)) return false;
  if (target.closest(controls) || document.querySelector('[aria-modal="true"]')) return true;
  return (event.key === 'Enter' || event.key === ' ') && target.closest(pressable) !== null;
}
