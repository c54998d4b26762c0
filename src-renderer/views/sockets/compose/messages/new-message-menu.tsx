import { Button, Menu } from '@mantine/core';
import { FilePlus2 } from 'lucide-react';
import { useMemo } from 'react';
import type { SocketRole } from '../../../../../src-core/protocol/connection-spec';
import styles from '../compose.module.css';
import { compose } from '../draft';
import { messageTemplates } from './message-templates';

/** Every message of the role, ready to be sent. */
export function NewMessageMenu({ connection, role }: { connection: string; role: SocketRole }) {
  const templates = useMemo(() => messageTemplates(role), [role]);
  return (
    <Menu position="bottom-start" width={440}>
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<FilePlus2 size={14} />}>
          New message
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={styles.menu}>
        {templates.map(({ type, does, text }) => (
          <Menu.Item key={type} onClick={() => compose(connection, { kind: 'json', text })}>
            <span className={styles.entry}>
              <code>{type}</code>
              <span className="quiet">{does}</span>
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
