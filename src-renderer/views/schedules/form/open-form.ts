import { create } from 'zustand';
import type { ScheduleView } from '../../../../src-core/protocol/schedules';
import { confirm } from '../../../components/confirm';
import { draftOf, newDraft, type ScheduleDraft } from './schedule-draft';

export interface OpenForm {
  title: string;
  draft: ScheduleDraft;
  /** The schedule that is edited; null for a new one. */
  before: ScheduleView | null;
}

interface Form {
  form: OpenForm | null;
  /** Something was typed that is not saved. */
  edited: boolean;
}

/** The form for a schedule, while it is open. */
export const useForm = create<Form>()(() => ({ form: null, edited: false }));

/** `queue`: where the schedule is to be; '' = the gateway's own. */
export function openNew(queue: string): void {
  open({ title: 'New schedule', draft: newDraft(queue), before: null });
}

export function openEdit(view: ScheduleView): void {
  open({ title: `Edit ${view.schedule.name}`, draft: draftOf(view), before: view });
}

export function openCopy(view: ScheduleView): void {
  const { name } = view.schedule;
  const draft = { ...draftOf(view), name: `${name}-copy`.slice(0, 64) };
  open({ title: `Duplicate ${name}`, draft, before: null });
}

export function noteEdit(): void {
  useForm.setState({ edited: true });
}

export function closeForm(): void {
  useForm.setState({ form: null, edited: false });
}

/** Closes it, after a question when something would be lost. */
export async function askToClose(): Promise<void> {
  const sure =
    !useForm.getState().edited ||
    (await confirm({
      title: 'Drop your changes?',
      text: 'The schedule was edited and not saved.',
      confirmLabel: 'Drop them',
      danger: true,
    }));
  if (sure) closeForm();
}

function open(form: OpenForm): void {
  useForm.setState({ form, edited: false });
}
