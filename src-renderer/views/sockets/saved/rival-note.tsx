import type { ConnectionSpec } from '../../../../src-core/protocol/connection-spec';
import { useConnections } from '../connections/connections';
import styles from './stage.module.css';

/** Says that a worker connected by hand would take the jobs of the one that is played. */
export function RivalNote({ connections }: { connections: Readonly<Record<string, ConnectionSpec>> }) {
  const rival = useConnections(({ list }) =>
    list.find(({ spec, state, ofRun }) => spec.role === 'worker' && state === 'open' && !ofRun),
  );
  const hasWorker = Object.values(connections).some(({ role }) => role === 'worker');
  if (!rival || !hasWorker) return null;
  return (
    <p className={styles.rival} role="note">
      The worker of the tab "{rival.name}" is connected as well, and may get the jobs of this one: close it
      first.
    </p>
  );
}
