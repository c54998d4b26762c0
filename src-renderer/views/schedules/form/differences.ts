import type { Schedule } from '../../../../src-core/protocol/schedules';

/** One field that two edits of a schedule have otherwise. */
export interface Difference {
  /** `cron`, `job.payload` */
  field: string;
  /** As JSON; `not set` where it is not there. */
  mine: string;
  theirs: string;
}

/** In what two edits of a schedule differ. */
export function differences(mine: Schedule, theirs: Schedule): Difference[] {
  const [first, second] = [fieldsOf(mine), fieldsOf(theirs)];
  const names = [...new Set([...first.keys(), ...second.keys()])];
  return names.flatMap((field) => {
    const [one, other] = [first.get(field) ?? 'not set', second.get(field) ?? 'not set'];
    return one === other ? [] : [{ field, mine: one, theirs: other }];
  });
}

function fieldsOf({ job, ...schedule }: Schedule): Map<string, string> {
  const own = Object.entries(schedule);
  const ofJob = Object.entries(job).map(([name, value]) => [`job.${name}`, value] as const);
  return new Map(
    [...own, ...ofJob].flatMap(([name, value]) =>
      value === undefined ? [] : [[name, JSON.stringify(value)] as const],
    ),
  );
}
