import type { ErrorGroup } from '../../../../src-core/protocol/dead-letters';
import { Num } from '../../../components/num';
import { Sparkline } from '../../../components/sparkline';
import { Ago } from '../../../components/times';
import { groupHref } from '../../../routing/routes';
import styles from './group-list.module.css';

/** The groups of dead letters that grew last. */
export function GroupList({ groups, limit }: { groups: readonly ErrorGroup[]; limit: number }) {
  const newest = [...groups].sort((a, b) => Date.parse(b.lastAt) - Date.parse(a.lastAt)).slice(0, limit);
  return (
    <ul className={styles.groups}>
      {newest.map(({ queue, fingerprint, code, message, count, lastAt, timeline }) => (
        <li key={`${queue} ${fingerprint}`}>
          <Num value={count} href={groupHref(queue, fingerprint)} title={`${count} in ${queue}`} />
          <a className={styles.message} href={groupHref(queue, fingerprint)} title={`${code}: ${message}`}>
            <code>{code}</code> {message}
          </a>
          <Sparkline
            points={timeline}
            label="dead jobs from the first to the last"
            width={48}
            height={16}
            color="var(--state-dead)"
          />
          <span className={styles.ago}>
            <Ago at={lastAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}
