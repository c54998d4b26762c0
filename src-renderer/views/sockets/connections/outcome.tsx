import type { ReactNode } from 'react';
import { formatDuration } from '../../../components/format';
import { useNow } from '../../../components/now';
import { closedWords } from './closed-words';
import { type Connection, dialAgain } from './connections';
import { explainStatus } from './refused-upgrade';
import styles from './connections.module.css';

/** Why a connection is not open, or not as it was meant; nothing while it is. */
export function Outcome({ connection }: { connection: Connection }) {
  const { state, failure, closing, via, dialled } = connection;
  return (
    <>
      {via === 'relay' && dialled === 'browser' && <RelayIsOff />}
      {failure !== null && <Failure connection={connection} failure={failure} />}
      {closing && state !== 'open' && <Closed connection={connection} />}
      {state === 'waiting' && <Waiting connection={connection} />}
    </>
  );
}

function RelayIsOff() {
  return (
    <Note tone="warn">
      The gateway's relay is off, so the browser has connected by itself: no handshake headers are seen, and
      other servers are out of reach. Start the gateway with <code>SIGNALBOX_RELAY=true</code> to allow it.
    </Note>
  );
}

function Failure({ connection, failure }: { connection: Connection; failure: string }) {
  const { handshake, refusal } = connection;
  const status = handshake?.status;
  return (
    <Note tone="bad">
      {failure}
      {status != null && status !== 101 && (
        <>
          {' '}
          <strong>{status}</strong>: {explainStatus(status)}
        </>
      )}
      {refusal?.code === 'RELAY_OFF' && (
        <>
          {' '}
          Start it with <code>SIGNALBOX_RELAY=true</code> to allow the relay.
        </>
      )}
      {refusal?.body && <code className={styles.answer}>{refusal.body.slice(0, 200)}</code>}
    </Note>
  );
}

function Closed({ connection }: { connection: Connection }) {
  const { closing } = connection;
  const words = closedWords(connection);
  if (!closing || !words) return null;
  return (
    <Note tone={closing.code === 1000 ? 'plain' : 'warn'}>
      <strong>
        {closing.code} {words.name}
      </strong>
      {closing.reason && <> &quot;{closing.reason}&quot;</>}, {words.side}. {words.meaning} {words.advice}
    </Note>
  );
}

function Waiting({ connection }: { connection: Connection }) {
  const now = useNow();
  const left = Math.max(0, (connection.retryAt ?? now) - now);
  return (
    <Note tone="plain">
      Connects again in {formatDuration(Math.ceil(left / 1000) * 1000)}.{' '}
      <button type="button" className="text-button" onClick={() => dialAgain(connection.id)}>
        Connect now
      </button>
    </Note>
  );
}

function Note({ tone, children }: { tone: 'plain' | 'warn' | 'bad'; children: ReactNode }) {
  return (
    <p className={styles.note} data-tone={tone}>
      {children}
    </p>
  );
}
