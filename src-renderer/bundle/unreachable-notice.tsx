import { useConnection } from '../stores/connection';
import { href } from '../routing/routes';
import styles from './bundle.module.css';

/** While no gateway has answered yet: what can be done without one. */
export function UnreachableNotice() {
  const never = useConnection(({ phase, connects }) => phase === 'reconnecting' && connects === 0);
  const url = useConnection((connection) => connection.url);
  if (!never) return null;
  return (
    <p className={styles.unreachable} role="status">
      <span>
        No gateway answers at <code>{url}</code>.
      </span>
      <a href={href(['bundle'])}>Open an incident bundle</a>
      <span className="quiet">needs none.</span>
    </p>
  );
}
