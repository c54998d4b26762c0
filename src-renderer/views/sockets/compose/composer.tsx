import { useEffect } from 'react';
import { type Connection, useConnections } from '../connections/connections';
import { captureAnswers } from '../variables/capture-answers';
import { Answers } from './messages/answers';
import { followTalks } from './messages/talks';
import styles from './compose.module.css';
import { ComposerBar } from './composer-bar';
import { compose, emptyDraft, useDrafts } from './draft';
import { MessageField } from './fields/message-field';
import { remember } from './history';
import { roleOf } from './schema/socket-schemas';
import { useAssistance } from './schema/use-assistance';
import { SendBar } from './sending/send-bar';
import { connectionProblem, useReadiness } from './sending/readiness';
import { payloadOf } from './sending/payload';
import { sendingScope } from './sending/scopes';
import { startSending } from './sending/sends';
import { notify } from '../../../components/notify';
import { useSendKey } from './sending/use-send-key';
import { useReadyMessage } from './use-ready-message';

// From the first look at the view on, also while it is not shown: answers come at any time.
captureAnswers();
followTalks();

/** What is to be sent on the chosen connection. */
export function Composer() {
  const connection = useConnections(({ list, currentId }) => list.find(({ id }) => id === currentId) ?? null);
  const ready = useDrafts((drafts) => drafts.ready);
  const role = connection && roleOf(connection.spec);
  useReadyMessage(role);
  useEffect(() => {
    if (!connection || !ready || ready.role !== role) return;
    compose(connection.name, ready.draft);
    useDrafts.setState({ ready: null });
  }, [connection, ready, role]);
  // What there is to connect to is said above.
  return connection && <ComposerOf key={connection.id} connection={connection} />;
}

function ComposerOf({ connection }: { connection: Connection }) {
  const { id, name, spec } = connection;
  const draft = useDrafts(({ byConnection }) => byConnection[name]) ?? emptyDraft;
  const role = roleOf(spec);
  const help = useAssistance(role);
  const readiness = useReadiness(draft);
  const problem = connectionProblem(connection) ?? readiness.problem;
  const send = () => {
    if (problem !== null) return;
    remember(name, draft);
    startSending(id, draft.repeat, () => payloadOf(draft, readiness.file, sendingScope)).catch(
      (error: Error) => notify.failure({ title: 'It was not sent', text: error.message }),
    );
  };
  useSendKey(send);
  return (
    <section className={styles.composer} aria-label="Composer">
      <ComposerBar connection={connection} draft={draft} role={role} />
      {role && <Answers connection={connection} role={role} />}
      <MessageField connection={connection} draft={draft} help={help} readiness={readiness} onSubmit={send} />
      <SendBar
        connection={connection}
        draft={draft}
        problem={problem}
        data={readiness.data}
        schemas={help.schemas}
        onSend={send}
      />
    </section>
  );
}
