import type { FrameData } from '../../../../../src-core/conversation/wire';
import type { SocketRole } from '../../../../../src-core/protocol/connection-spec';

/** What code is made of: a connection and frames that were sent on it. Nothing in it is secret. */
export interface CodeSource {
  /** `ws:` or `wss:`. */
  url: string;
  /** Which socket of a gateway it is; null for any other server. */
  role: SocketRole | null;
  protocols: readonly string[];
  /** Without those that are secret. */
  headers: Readonly<Record<string, string>>;
  /** Names of headers whose values are secret; `authorization` when a token is sent. */
  secretHeaders: readonly string[];
  origin: string | null;
  clientId: string | null;
  frames: readonly FrameData[];
}

/** The environment variable a secret header's value is read from: `X_API_KEY`; a bearer token has one of its own. */
export function variableFor(header: string): string {
  if (header.toLowerCase() === 'authorization') return tokenVariable;
  return header
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^(\d)/, '_$1');
}

export const tokenVariable = 'SIGNALBOX_TOKEN';
