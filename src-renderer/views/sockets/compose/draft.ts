import { create } from 'zustand';
import type { Request } from '../../../../src-core/conversation/collection';
import type { SocketRole } from '../../../../src-core/protocol/connection-spec';

/** What the composer holds for one connection: text as typed, variables in it not filled in. */
export interface Draft {
  /** `json` and `text` use `text`, `base64` too, `file` sends `file`. */
  kind: 'json' | 'text' | 'base64' | 'file';
  text: string;
  file: File | null;
  /** A file goes out as a binary frame, or as a text one. */
  fileAs: 'binary' | 'text';
  /** Bytes are being written as hexadecimal digits: what was typed. `text` has them as base64 besides. */
  hex: string | null;
  repeat: NonNullable<Request['repeat']>;
  /** The request of a collection that is being edited; null for a loose one. */
  from: { path: string; index: number } | null;
}

export const emptyDraft: Draft = {
  kind: 'json',
  text: '',
  file: null,
  fileAs: 'binary',
  hex: null,
  repeat: { times: 1, every: 0 },
  from: null,
};

interface Drafts {
  byConnection: Readonly<Record<string, Draft>>;
  /** What goes into the composer of the next connection with this role that is shown. */
  ready: { role: SocketRole; draft: Partial<Draft> } | null;
}

/** Drafts by the name of their connection, so that they outlive it. */
export const useDrafts = create<Drafts>()(() => ({ byConnection: {}, ready: null }));

/** Puts something into the composer of a connection, as "edit and send again" and a collection's request do. */
export function compose(connection: string, draft: Partial<Draft>): void {
  put(connection, { ...emptyDraft, ...draft });
}

/** Changes a part of what is in the composer of a connection. */
export function editDraft(connection: string, change: Partial<Draft>): void {
  put(connection, { ...(useDrafts.getState().byConnection[connection] ?? emptyDraft), ...change });
}

/** Puts something into the composer of the connection with this role that is shown next: from where there is none yet. */
export function composeNext(role: SocketRole, draft: Partial<Draft>): void {
  useDrafts.setState({ ready: { role, draft } });
}

function put(connection: string, draft: Draft): void {
  useDrafts.setState(({ byConnection }) => ({ byConnection: { ...byConnection, [connection]: draft } }));
}
