import type { SocketRole } from '../../../../../src-core/protocol/connection-spec';
import { describeSockets } from '../../../../../src-main/gateway/http/asyncapi';
import { messageTemplates } from '../messages/message-templates';
import type { Assistance } from './complete-message';
import { messageSchemas, socketDocumentSchema } from './socket-schemas';

/** What helps to write for a role, from the very document the gateway serves. */
export function assistanceFor(role: SocketRole, names: readonly string[] = []): Assistance {
  const document = socketDocumentSchema.parse(JSON.parse(JSON.stringify(describeSockets('test'))));
  return {
    schemas: messageSchemas(document, role),
    purposes: Object.fromEntries(messageTemplates(role).map(({ type, does }) => [type, does])),
    insertables: names.map((name) => ({ name, detail: 'a value' })),
  };
}

/** A text with `|` where the cursor is. */
export function withCursor(marked: string): { text: string; at: number } {
  const at = marked.indexOf('|');
  return { text: marked.slice(0, at) + marked.slice(at + 1), at };
}
