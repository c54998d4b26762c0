import { maskSecrets } from '../../../../src-core/redaction/mask-secrets';
import type { Connection } from './connections';

/** Where a connection leads, without what is secret in it. */
export function shownUrl({ handshake, spec }: Pick<Connection, 'handshake' | 'spec'>): string {
  return maskSecrets(handshake?.url ?? spec.url ?? `${spec.role} socket of this gateway`);
}
