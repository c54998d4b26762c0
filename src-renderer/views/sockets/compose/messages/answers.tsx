import { Button } from '@mantine/core';
import { CornerDownLeft } from 'lucide-react';
import { type MouseEvent, useMemo } from 'react';
import type { SocketRole } from '../../../../../src-core/protocol/connection-spec';
import { notify } from '../../../../components/notify';
import type { Connection } from '../../connections/connections';
import styles from '../compose.module.css';
import { compose, emptyDraft } from '../draft';
import { remember } from '../history';
import { payloadOf } from '../sending/payload';
import { sendingScope } from '../sending/scopes';
import { startSending } from '../sending/sends';
import { KeepJobs } from './keep-jobs';
import type { MessageTemplate } from './message-templates';
import { naturalAnswers, noTalk } from './natural-answers';
import { useTalks } from './talks';

/** What could be sent next, as far as the conversation tells. */
export function Answers({ connection, role }: { connection: Connection; role: SocketRole }) {
  const talk = useTalks((all) => all[connection.id]) ?? noTalk;
  const answers = useMemo(() => naturalAnswers(role, talk), [role, talk]);
  if (connection.state !== 'open' || role === 'monitor') return null;
  return (
    <div className={styles.answers} role="toolbar" aria-label="Answers">
      {answers.length > 0 && (
        <span className={styles.lead} aria-hidden="true">
          <CornerDownLeft size={12} /> Answer
        </span>
      )}
      {answers.map((answer) => (
        <AnswerButton key={answer.type} answer={answer} connection={connection} />
      ))}
      {role === 'worker' && <KeepJobs connectionId={connection.id} />}
    </div>
  );
}

interface AnswerButtonProps {
  answer: MessageTemplate;
  connection: Connection;
}

function AnswerButton({ answer: { type, does, text }, connection: { id, name } }: AnswerButtonProps) {
  const act = (event: MouseEvent) => {
    const draft = { ...emptyDraft, text };
    compose(name, draft);
    if (!event.ctrlKey && !event.metaKey) return;
    remember(name, draft);
    startSending(id, draft.repeat, () => payloadOf(draft, null, sendingScope)).catch((error: Error) =>
      notify.failure({ title: 'It was not sent', text: error.message }),
    );
  };
  return (
    <Button
      size="compact-xs"
      variant="light"
      aria-label={`Answer: ${type}`}
      title={`It ${does}. Ctrl or Cmd with the click sends it at once.`}
      onClick={act}
    >
      {type}
    </Button>
  );
}
