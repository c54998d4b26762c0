import { useMemo } from 'react';
import type { SocketRole } from '../../../../../src-core/protocol/connection-spec';
import { useInsertables } from '../../variables/use-insertables';
import { messageTemplates } from '../messages/message-templates';
import type { Assistance } from './complete-message';
import { messageSchemas, useSocketDocument } from './socket-schemas';

/** What helps to write for a role; for a server nobody knows, variables alone. */
export function useAssistance(role: SocketRole | null): Assistance {
  const document = useSocketDocument(role !== null);
  const insertables = useInsertables();
  const messages = useMemo(() => {
    if (!role || !document) return { schemas: {}, purposes: {} };
    const purposes = Object.fromEntries(messageTemplates(role).map(({ type, does }) => [type, does]));
    return { schemas: messageSchemas(document, role), purposes };
  }, [role, document]);
  return useMemo(() => ({ ...messages, insertables }), [messages, insertables]);
}
