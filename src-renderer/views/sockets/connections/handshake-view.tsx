import { Fragment } from 'react';
import { DateTime, Duration } from '../../../components/times';
import type { Connection } from './connections';
import styles from './connections.module.css';

/** What the opening of a connection looked like. */
export function HandshakeView({ connection }: { connection: Connection }) {
  const { handshake, refusal, dialled, openedAt } = connection;
  if (!handshake)
    return (
      <p className={styles.none}>
        {connection.state === 'connecting' ? 'It is being dialled.' : 'There was no answer to look at.'}
      </p>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and keys must reach it
    <section className={styles.handshake} aria-label="Handshake" tabIndex={0}>
      <dl className={styles.facts}>
        <dt>URL</dt>
        <dd>
          <code>{handshake.url}</code>
        </dd>
        <dt>Address</dt>
        <dd>{handshake.address ?? 'known to the browser alone'}</dd>
        <dt>Status</dt>
        <dd>{handshake.status ?? 'none'}</dd>
        <dt>Took</dt>
        <dd>
          <Duration ms={handshake.tookMs} />
          {handshake.connectMs !== null && (
            <span className="quiet">
              {' '}
              of it <Duration ms={handshake.connectMs} /> to connect
            </span>
          )}
        </dd>
        <dt>Subprotocol</dt>
        <dd>{handshake.protocol || 'none'}</dd>
        <dt>Extensions</dt>
        <dd>{handshake.extensions || 'none'}</dd>
        {openedAt !== null && (
          <>
            <dt>Opened</dt>
            <dd>
              <DateTime at={openedAt} />
            </dd>
          </>
        )}
        <dt>Dialled</dt>
        <dd>{dialled === 'browser' ? 'by the browser itself' : "through the gateway's relay"}</dd>
      </dl>
      <Headers title="Request" headers={handshake.requestHeaders} />
      <Headers title="Response" headers={handshake.responseHeaders} />
      {refusal?.body && (
        <section className={styles.part}>
          <h3>Answer</h3>
          <pre className={styles.body}>{refusal.body}</pre>
        </section>
      )}
    </section>
  );
}

function Headers({ title, headers }: { title: string; headers: Record<string, string> | null }) {
  const entries = Object.entries(headers ?? {});
  return (
    <section className={styles.part}>
      <h3>{title} headers</h3>
      {headers === null && (
        <p className="quiet">A browser does not show them. Through the relay they are seen.</p>
      )}
      {headers !== null && entries.length === 0 && <p className="quiet">None</p>}
      {entries.length > 0 && (
        <dl className={styles.facts}>
          {entries.map(([name, value]) => (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd>
                <code>{value}</code>
              </dd>
            </Fragment>
          ))}
        </dl>
      )}
    </section>
  );
}
