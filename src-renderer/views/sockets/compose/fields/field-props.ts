import type { Connection } from '../../connections/connections';
import type { Draft } from '../draft';
import type { Assistance } from '../schema/complete-message';
import type { Readiness } from '../sending/readiness';

/** What the places for a frame are given. */
export interface FieldProps {
  connection: Connection;
  draft: Draft;
  help: Assistance;
  readiness: Readiness;
  onSubmit(): void;
}
