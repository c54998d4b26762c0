import { ActionIcon, Button, Menu } from '@mantine/core';
import { History, Plus, Trash2 } from 'lucide-react';
import { type SocketRole, socketRoles } from '../../../../src-core/protocol/connection-spec';
import { notify } from '../../../components/notify';
import { show } from '../saved/stage';
import { connect, mostConnections, roleSpec, useConnections } from './connections';
import { openNew, openPast } from './form/open-form';
import { forget, type PastConnection, usePastConnections } from './past-connections';
import styles from './connections.module.css';

const roleWords: Record<SocketRole, { label: string; title: string }> = {
  client: { label: 'Client', title: 'Submit and watch jobs, as a program of yours would' },
  worker: { label: 'Worker', title: 'Take jobs and answer them by hand' },
  monitor: { label: 'Monitor', title: 'See what the gateway tells its consoles' },
};

/** Opens connections: the gateway's own with one click. */
export function ConnectButtons() {
  const full = useConnections(
    ({ list }) => list.filter(({ ofRun, state }) => !ofRun || state !== 'closed').length >= mostConnections,
  );
  const because = full ? `There are ${mostConnections} connections: close one first` : undefined;
  return (
    <fieldset className={styles.connect}>
      <legend className="visually-hidden">Connect</legend>
      {socketRoles.map((role) => (
        <Button
          key={role}
          size="compact-xs"
          variant="default"
          disabled={full}
          title={because ?? roleWords[role].title}
          leftSection={<Plus size={12} aria-hidden="true" />}
          onClick={() => {
            connect(roleSpec(role));
            show(null);
          }}
        >
          {roleWords[role].label}
        </Button>
      ))}
      <Button
        size="compact-xs"
        variant="default"
        disabled={full}
        title={because ?? 'Any WebSocket server, with headers of your choice'}
        onClick={openNew}
      >
        Other server...
      </Button>
      <PastMenu disabled={full} />
    </fieldset>
  );
}

function PastMenu({ disabled }: { disabled: boolean }) {
  const past = usePastConnections((state) => state.past);
  if (past.length === 0) return null;
  return (
    <Menu position="bottom-end" width={360} withinPortal>
      <Menu.Target>
        <ActionIcon
          variant="default"
          size="md"
          disabled={disabled}
          aria-label="Earlier connections"
          title="Earlier connections"
        >
          <History size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {past.map((one) => (
          <div key={JSON.stringify(one)} className={styles.past}>
            <Menu.Item onClick={() => again(one)}>
              {one.name} <span className="quiet">{one.spec.url ?? `${one.spec.role} of this gateway`}</span>
            </Menu.Item>
            <ActionIcon
              variant="subtle"
              size="md"
              aria-label={`Forget ${one.name}`}
              title="Forget"
              onClick={() => forget(one)}
            >
              <Trash2 size={14} />
            </ActionIcon>
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** What was not kept has to be typed before. */
function again(past: PastConnection): void {
  if (past.left.length > 0) return openPast(past);
  try {
    connect(past.spec, past.name, { via: past.via });
    show(null);
  } catch (error) {
    notify.failure({ title: 'It was not connected', text: (error as Error).message });
  }
}
