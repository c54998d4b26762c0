import { Sparkline } from '../../../components/sparkline';
import { Ago } from '../../../components/times';
import { formatCount } from '../../../components/format';
import type { ErrorGroup } from '../../../../src-core/protocol/dead-letters';
import { ErrorMessage } from './error-message';
import { shareText } from './share-text';
import styles from './groups.module.css';

interface GroupRowProps {
  group: ErrorGroup;
  href: string;
  open: boolean;
  /** The queue is said where groups of several are listed. */
  withQueue: boolean;
  onOpen(): void;
}

/** What keeps failing, how often, since when, and where. */
export function GroupRow({ group, href, open, withQueue, onOpen }: GroupRowProps) {
  const { code, message, count, firstAt, lastAt, timeline, types, workers, queue } = group;
  return (
    <a
      className={styles.row}
      href={href}
      aria-current={open ? 'true' : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        onOpen();
      }}
    >
      <span className={styles.count} title={`${count.toLocaleString('en')} dead letters`}>
        {formatCount(count)}
      </span>
      <span className={styles.what}>
        <ErrorMessage message={message} />
      </span>
      <span className={styles.spark}>
        {firstAt !== lastAt && (
          <Sparkline points={timeline} label="deaths from first to last" width={48} height={20} />
        )}
      </span>
      <span className={styles.where}>
        <code>{code}</code>
        <span title={Object.keys(workers).join(', ')}>{shareText(workers, 'workers')}</span>
        <span title={Object.keys(types).join(', ')}>{shareText(types, 'types')}</span>
        {withQueue && <span>{queue}</span>}
      </span>
      <span className={styles.when}>
        last <Ago at={lastAt} />
        {firstAt !== lastAt && (
          <>
            , first <Ago at={firstAt} />
          </>
        )}
      </span>
    </a>
  );
}
