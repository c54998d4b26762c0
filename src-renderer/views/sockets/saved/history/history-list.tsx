import { Button } from '@mantine/core';
import { EmptyState } from '../../../../components/empty-state';
import { notify } from '../../../../components/notify';
import { Ago } from '../../../../components/times';
import { compose } from '../../compose/draft';
import { choose, useConnections } from '../../connections/connections';
import { draftOf } from '../../log/details/send-again';
import { show } from '../stage';
import styles from './history.module.css';
import { forgetSent, type SentFrame, useSentFrames } from './sent-frames';

/** What was sent last, over any connection: a click puts it into the composer. */
export function HistoryList({ search }: { search: string }) {
  const sent = useSentFrames((state) => state.sent);
  const wanted = search.trim().toLowerCase();
  const found = sent.filter(({ text, connection }) => `${connection} ${text}`.toLowerCase().includes(wanted));
  if (sent.length === 0)
    return (
      <EmptyState
        title="Nothing sent yet"
        text="The last 200 frames that were sent are listed here, to be sent again."
      />
    );
  return (
    <>
      <ul className={styles.list} aria-label="Sent frames">
        {found.map((frame) => (
          <li key={`${frame.at} ${frame.connection}`}>
            <button type="button" className={styles.frame} onClick={() => sendAgain(frame)}>
              <span className={styles.head}>
                <strong>{frame.type}</strong>
                <span className="quiet">
                  {frame.connection}, <Ago at={frame.at} />
                </span>
              </span>
              <code className={styles.text}>{frame.text.slice(0, 200)}</code>
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className={styles.none}>None of them has this text.</p>}
      <Button size="compact-xs" variant="subtle" className={styles.forget} onClick={forgetSent}>
        Forget them
      </Button>
    </>
  );
}

/** On the connection of its name, else on the one that is chosen. */
function sendAgain({ connection, text }: SentFrame): void {
  const { list, currentId } = useConnections.getState();
  const target = list.find(({ name }) => name === connection) ?? list.find(({ id }) => id === currentId);
  if (!target) {
    notify.failure({ title: 'Connect first', text: `There is no connection "${connection}" to send it on.` });
    return;
  }
  choose(target.id);
  show(null);
  compose(target.name, draftOf(text));
}
