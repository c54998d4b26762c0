import { Button, Menu } from '@mantine/core';
import { History } from 'lucide-react';
import { formatClock } from '../../../components/format';
import styles from './compose.module.css';
import { compose } from './draft';
import { useHistory } from './history';

const none: never[] = [];

/** What was sent on this connection: one goes back into the composer. */
export function HistoryMenu({ connection }: { connection: string }) {
  const sent = useHistory((all) => all[connection]) ?? none;
  return (
    <Menu position="bottom-start" width={360}>
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<History size={14} />}
          disabled={sent.length === 0}
          title="History: what was sent on this connection"
        >
          <span className={styles.label}>History</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={styles.menu}>
        {sent.map(({ at, title, draft }) => (
          <Menu.Item key={at + draft.text} onClick={() => compose(connection, draft)}>
            <span className={styles.entry}>
              <code>{title}</code>
              <span className="quiet">{formatClock(at)}</span>
            </span>
            {draft.kind !== 'file' && <span className={styles.excerpt}>{excerptOf(draft.text)}</span>}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function excerptOf(text: string): string {
  return text.slice(0, 200).replace(/\s+/g, ' ');
}
