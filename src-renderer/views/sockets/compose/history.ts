import { create } from 'zustand';
import type { Draft } from './draft';

/** One that was sent, as it was written. */
export interface Sent {
  at: number;
  draft: Draft;
  /** Its first line, for a list. */
  title: string;
}

/** So many are kept of each connection. */
const most = 50;

/** What was sent, by the name of the connection, newest first. In memory alone: it may hold secrets. */
export const useHistory = create<Readonly<Record<string, readonly Sent[]>>>()(() => ({}));

/** Keeps what is sent. The same again goes to the top. */
export function remember(connection: string, draft: Draft): void {
  useHistory.setState((all) => {
    const others = (all[connection] ?? []).filter(
      (one) =>
        one.draft.text !== draft.text || one.draft.kind !== draft.kind || one.draft.file !== draft.file,
    );
    const sent = { at: Date.now(), draft, title: titleOf(draft) };
    return { [connection]: [sent, ...others].slice(0, most) };
  });
}

function titleOf({ kind, text, file }: Draft): string {
  if (kind === 'file') return file?.name ?? 'a file';
  if (kind === 'json') {
    const type = /"type"\s*:\s*"([^"]+)"/.exec(text)?.[1];
    if (type) return type;
  }
  return text.trim().slice(0, 60) || 'an empty frame';
}
