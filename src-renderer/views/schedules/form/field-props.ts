import type { Faults } from './read-draft';
import type { ScheduleDraft } from './schedule-draft';

/** What the parts of the form are given. */
export interface FieldProps {
  draft: ScheduleDraft;
  faults: Faults;
  change(part: Partial<ScheduleDraft>): void;
}
