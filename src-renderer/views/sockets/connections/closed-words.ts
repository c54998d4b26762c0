import { subprotocol } from '../../../../src-core/protocol/limits';
import { type CloseWords, explainClose } from './close-codes';
import type { Connection } from './connections';

/** How a connection ended, in words; null while it has not. */
export function closedWords({
  closing,
  handshake,
  spec,
}: Pick<Connection, 'closing' | 'handshake' | 'spec'>): (CloseWords & { side: string }) | null {
  if (!closing) return null;
  const { code, reason, by } = closing;
  // What the person closed means what it means anywhere.
  const byUs = by !== 'client' && (spec.role !== undefined || handshake?.protocol === subprotocol);
  const side = by === null ? 'broken' : by === 'client' ? 'closed by you' : 'closed by the server';
  return { ...explainClose(code, reason, byUs), side };
}
