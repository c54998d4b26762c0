import { assertNever } from '../../protocol/assert-never';
import type { Difference } from '../reports';

const longest = 160;

/** `job_state $.state`: which frame and field a difference is about. */
export function differenceTitle({ frame, path }: Difference): string {
  return path === '' ? frame : `${frame} ${path}`;
}

/** What is otherwise, in one line: `recorded "active", replayed "running"`. */
export function differenceText(difference: Difference): string {
  const { kind, path } = difference;
  switch (kind) {
    case 'missing':
      return `recorded, but did not come: ${short(difference.recorded)}`;
    case 'extra':
      return `came, but was not recorded: ${short(difference.replayed)}`;
    case 'closed':
      if (path === '') return `the connection ended, which was not recorded: ${short(difference.replayed)}`;
      return values(difference);
    case 'changed':
      return values(difference);
    default:
      return assertNever(kind);
  }
}

/** Where it is: `client, line 14, at 1.204 s`. Lines are those of the recording's file. */
export function differencePlace({ connection, entry, at }: Difference): string {
  const line = entry === null ? '' : `line ${entry + 2}, `;
  return `${connection}, ${line}at ${(at / 1000).toFixed(3)} s`;
}

/** The differences that are faults. */
export function faultsOf(differences: readonly Difference[]): Difference[] {
  return differences.filter(({ allowed }) => allowed === undefined);
}

function values(difference: Difference): string {
  if (!('recorded' in difference)) return `was not there; replayed ${short(difference.replayed)}`;
  if (!('replayed' in difference)) return `recorded ${short(difference.recorded)}; is not there any more`;
  return `recorded ${short(difference.recorded)}, replayed ${short(difference.replayed)}`;
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > longest ? `${text.slice(0, longest)}...` : text;
}
