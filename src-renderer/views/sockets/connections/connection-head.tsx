import { ActionIcon, Button } from '@mantine/core';
import { ChevronRight, Copy, Pencil, Plug, Unplug } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { EmptyState } from '../../../components/empty-state';
import { notify } from '../../../components/notify';
import { Ago } from '../../../components/times';
import { ConnectionMark } from './connection-mark';
import { type Connection, connect, dialAgain, disconnect, useConnections } from './connections';
import { openEdit } from './form/open-form';
import { HandshakeView } from './handshake-view';
import { PingTimes } from './ping-times';
import { Outcome } from './outcome';
import { shownUrl } from './shown-url';
import styles from './connections.module.css';

/** What the chosen connection is, how it stands, and what can be done to it. */
export function ConnectionHead() {
  const connection = useConnections(({ list, currentId }) => list.find(({ id }) => id === currentId));
  if (!connection) return <Nothing />;
  return <Head key={connection.id} connection={connection} />;
}

function Head({ connection }: { connection: Connection }) {
  const [unfolded, setUnfolded] = useState(false);
  const id = useId();
  const { name, handshake, state, openedAt } = connection;
  return (
    <section className={styles.head} aria-label={`Connection ${name}`}>
      <div className={styles.line}>
        <span role="status" className={styles.status}>
          <ConnectionMark standing={connection} withWord />
        </span>
        <code className={styles.url} title={shownUrl(connection)}>
          {shownUrl(connection)}
        </code>
        {handshake?.protocol && <Fact name="Subprotocol">{handshake.protocol}</Fact>}
        <PingTimes pings={connection.pings} />
        {state === 'open' && openedAt !== null && (
          <span className={styles.fact}>
            opened <Ago at={openedAt} />
          </span>
        )}
        <span className={styles.acts}>
          <button
            type="button"
            className={styles.fold}
            aria-expanded={unfolded}
            aria-controls={id}
            onClick={() => setUnfolded(!unfolded)}
          >
            <ChevronRight size={14} aria-hidden="true" />
            Handshake
          </button>
          <Acts connection={connection} />
        </span>
      </div>
      <Outcome connection={connection} />
      <div id={id} hidden={!unfolded}>
        {unfolded && <HandshakeView connection={connection} />}
      </div>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <span className={styles.fact} title={name}>
      <span className="visually-hidden">{name}: </span>
      {children}
    </span>
  );
}

function Acts({ connection }: { connection: Connection }) {
  const { id, name, spec, via, state } = connection;
  const live = state !== 'closed';
  const duplicate = () => {
    try {
      connect(spec, name.replace(/ \d+$/, ''), { via });
    } catch (error) {
      notify.failure({ title: 'It was not connected', text: (error as Error).message });
    }
  };
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        leftSection={live ? <Unplug size={12} /> : <Plug size={12} />}
        onClick={() => (live ? disconnect(id) : dialAgain(id))}
      >
        {live ? 'Disconnect' : 'Connect again'}
      </Button>
      <ActionIcon
        variant="subtle"
        size="md"
        aria-label={`Edit ${name}`}
        title="Edit"
        onClick={() => openEdit(connection)}
      >
        <Pencil size={14} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        size="md"
        aria-label={`Duplicate ${name}`}
        title="Duplicate"
        onClick={duplicate}
      >
        <Copy size={14} />
      </ActionIcon>
    </>
  );
}

/** Before the first connection: what there is to connect to. */
function Nothing() {
  return (
    <EmptyState
      title="Nothing is connected"
      text={
        <>
          <p>
            Talk to this gateway by hand: as a <strong>client</strong> that submits jobs, as the{' '}
            <strong>worker</strong> that gets them, or as a <strong>monitor</strong>. Open all three with the
            buttons above, and see one job from every side.
          </p>
          <p>
            Any other WebSocket server can be reached too, with headers, origin and subprotocols of your
            choice.
          </p>
        </>
      }
    />
  );
}
