import type { Schedule, ScheduleView } from '../../../../src-core/protocol/schedules';
import { asApiError } from '../../../connection/api-error';
import { putSchedule, readNow } from '../schedule-acts';
import { type Faults, faultsAt } from './read-draft';

export type Saved =
  | { kind: 'saved'; view: ScheduleView }
  /** Another version is there than the one that was edited; null: none. */
  | { kind: 'conflict'; theirs: ScheduleView | null }
  | { kind: 'faults'; faults: Faults };

/** Writes a schedule if `version` is the one that is there (null: if none is). */
export async function saveSchedule(
  schedule: Schedule,
  queue: string,
  version: string | null,
): Promise<Saved> {
  try {
    return { kind: 'saved', view: await putSchedule(schedule, queue, version) };
  } catch (error) {
    const { code, message, issues = [] } = asApiError(error);
    const faults = issues.length > 0 ? faultsAt(issues) : { whole: message };
    if (code !== 'INVALID_STATE') return { kind: 'faults', faults };
    const theirs = await readNow({ queue, name: schedule.name }).catch(() => undefined);
    // It was refused for another reason, or nobody can say how it stands.
    if (theirs === undefined || (theirs?.version ?? null) === version) return { kind: 'faults', faults };
    return { kind: 'conflict', theirs };
  }
}
