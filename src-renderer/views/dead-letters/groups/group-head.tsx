import type { ErrorGroup } from '../../../../src-core/protocol/dead-letters';
import { Num } from '../../../components/num';
import { Sparkline } from '../../../components/sparkline';
import { Ago } from '../../../components/times';
import { jobsHref } from '../../../routing/routes';
import { ErrorMessage } from './error-message';
import styles from './groups.module.css';

/** The open group in one breath: what, how often, since when. */
export function GroupHead({ group }: { group: ErrorGroup }) {
  const { message, code, count, queue, firstAt, lastAt, timeline } = group;
  return (
    <header className={styles.groupHead}>
      <div>
        <h2>
          <ErrorMessage message={message} />
        </h2>
        <p>
          <code>{code}</code>
          <span>
            <Num value={count} href={jobsHref({ queue, state: 'dead', error: code })} /> in {queue}
          </span>
          <span>
            last <Ago at={lastAt} />
          </span>
          {firstAt !== lastAt && (
            <span>
              first <Ago at={firstAt} />
            </span>
          )}
        </p>
      </div>
      {firstAt !== lastAt && (
        <Sparkline points={timeline} label="deaths from first to last" width={160} height={36} />
      )}
    </header>
  );
}
