import { Button, SegmentedControl } from '@mantine/core';
import { Panel } from '../../components/panel';
import { openHelp } from '../../frame/help-sheet';
import { type Theme, useChoices } from '../../stores/choices';
import styles from './settings.module.css';

const themes: { value: Theme; label: string }[] = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

/** How the console looks and is worked, kept on this machine. */
export function AppearancePanel() {
  const theme = useChoices((choices) => choices.theme);
  const setTheme = useChoices((choices) => choices.setTheme);
  return (
    <Panel title="Console" question="How does it look here?">
      <div className={styles.line}>
        <span id="theme-label">Theme</span>
        <SegmentedControl
          aria-labelledby="theme-label"
          size="xs"
          data={themes}
          value={theme}
          onChange={(value) => setTheme(value as Theme)}
        />
      </div>
      <div className={styles.line}>
        <span>
          Keys <kbd>?</kbd>
        </span>
        <Button size="xs" variant="default" onClick={openHelp}>
          Show all keys
        </Button>
      </div>
    </Panel>
  );
}
