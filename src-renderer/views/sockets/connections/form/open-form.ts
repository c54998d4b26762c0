import { create } from 'zustand';
import type { Connection } from '../connections';
import type { PastConnection } from '../past-connections';
import { type ConnectionDraft, draftOf, emptyDraft } from './connection-draft';

interface OpenForm {
  /** What it begins with. */
  draft: ConnectionDraft;
  /** The connection that is changed; null for a new one. */
  id: string | null;
  /** What the person should know before. */
  note: string | null;
}

/** The form that is open. */
export const useForm = create<{ form: OpenForm | null }>()(() => ({ form: null }));

/** Opens the form for a connection to any server. */
export function openNew(): void {
  useForm.setState({ form: { draft: emptyDraft, id: null, note: null } });
}

/** Opens the form to change a connection. */
export function openEdit({ id, name, spec, via }: Connection): void {
  useForm.setState({ form: { draft: draftOf(name, spec, via), id, note: null } });
}

/** Opens the form with a connection of before, whose secrets were not kept. */
export function openPast({ name, spec, via, left }: PastConnection): void {
  const note = left.length > 0 ? `Not kept, to be typed again: ${left.join(', ')}.` : null;
  useForm.setState({ form: { draft: draftOf(name, spec, via), id: null, note } });
}

export function closeForm(): void {
  useForm.setState({ form: null });
}
