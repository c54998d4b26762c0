import { Modal } from '@mantine/core';
import { create } from 'zustand';
import { grouped } from '../components/grouped';
import { type KeyAction, useAllKeys } from './keys';

const useHelp = create<{ open: boolean }>()(() => ({ open: false }));

/** Shows all keys. */
export function openHelp(): void {
  useHelp.setState({ open: true });
}

/** Keys the page's parts handle themselves. */
const fixedKeys: [string, KeyAction][] = [
  ['Ctrl K', { label: 'Search or run a command', group: 'Everywhere', run: () => undefined }],
  ['Esc', { label: 'Close what is open', group: 'Everywhere', run: () => undefined }],
];

/** The sheet with all keys that work now. */
export function HelpSheet() {
  const open = useHelp((help) => help.open);
  return (
    <Modal opened={open} onClose={() => useHelp.setState({ open: false })} title="Keys" size="lg">
      <HelpText />
    </Modal>
  );
}

function HelpText() {
  const keys = [...Object.entries(useAllKeys()), ...fixedKeys];
  const groups = grouped(keys, ([, action]) => action.group ?? 'This view');
  return (
    <div className="help-groups">
      {[...groups].map(([group, entries]) => (
        <section key={group}>
          <h3>{group}</h3>
          <dl className="help-keys">
            {entries.map(([key, { label }]) => (
              <div key={key}>
                <dt>
                  {key.split(' ').map((part) => (
                    <kbd key={part}>{part}</kbd>
                  ))}
                </dt>
                <dd>{label}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
