import { Modal } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { type KeyboardEvent, useId, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useLive, useTopics } from '../stores/live';
import { useAllKeys } from './keys';
import { found, type PaletteEntry, paletteEntries } from './palette-entries';
import { PaletteList } from './palette-list';
import { closePalette, openPalette, usePalette } from './palette-state';

/** Ctrl or Cmd K: views, actions, jobs by id, queues, workers. */
export function CommandPalette() {
  const { open } = usePalette();
  useHotkeys([['mod+K', open ? closePalette : openPalette]], [], true);
  return (
    // No transition: the next key must find the field.
    <Modal.Root
      opened={open}
      onClose={closePalette}
      size="lg"
      yOffset="12vh"
      centered={false}
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay />
      <Modal.Content className="palette" aria-label="Search or run">
        <Palette />
      </Modal.Content>
    </Modal.Root>
  );
}

/** A text field that commands a list: the focus stays in the field, the arrows choose in the list. */
function Palette() {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const listId = useId();
  const entries = useEntries(text);
  const at = Math.min(chosen, entries.length - 1);

  const run = (entry: PaletteEntry | undefined) => {
    if (!entry) return;
    closePalette();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter ends the choice of a character in scripts that have many.
    if (event.nativeEvent.isComposing || entries.length === 0) return;
    if (event.key === 'ArrowDown') setChosen((at + 1) % entries.length);
    else if (event.key === 'ArrowUp') setChosen((at - 1 + entries.length) % entries.length);
    else if (event.key === 'Enter') run(entries[at]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        className="palette-text"
        role="combobox"
        aria-label="Search or run"
        aria-expanded={true}
        aria-controls={listId}
        aria-activedescendant={at < 0 ? undefined : `${listId}-${at}`}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        // The dialog's own focus comes a moment later: what is typed at once would be taken for keys of the view.
        // biome-ignore lint/a11y/noAutofocus: the field is why the dialog was opened
        autoFocus
        placeholder="A view, an action, a queue, a worker, a job id or text to search for"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <PaletteList id={listId} entries={entries} chosen={at} onChoose={setChosen} onRun={run} />
    </>
  );
}

/** Looked up only while the palette is open: so long it needs the workers. */
function useEntries(text: string): PaletteEntry[] {
  useTopics('workers');
  const keys = useAllKeys();
  const queues = useLive(useShallow(({ stats }) => stats?.queues.map(({ name }) => name) ?? []));
  const workers = useLive(useShallow(({ workers: known }) => known?.workers.map(({ id }) => id) ?? []));
  return found(paletteEntries({ keys, queues, workers, text }), text);
}
