import type { RecordedEntry } from '../../../../../src-core/conversation/recording';
import { bodyTypeOf } from '../../../../../src-core/conversation/recordings/difference-log';
import type { Difference } from '../../../../../src-core/conversation/reports';
import type { Replay } from './replays';

/** How an entry came out: `allowed` = otherwise than recorded, which is no fault. */
export type Outcome = 'open' | 'same' | 'sent' | 'allowed' | 'changed' | 'missing' | 'extra';

/** One line: what was recorded, with what the replay made of it. */
export interface ReplayRow {
  key: string;
  /** Of the recording; null for a frame that was not recorded. */
  index: number | null;
  /** ms since the recording began; null for a frame that was not recorded. */
  at: number | null;
  connection: string;
  kind: RecordedEntry['kind'];
  type: string;
  outcome: Outcome;
  differences: readonly Difference[];
  /** Line of the log. */
  line: number | undefined;
  /** A step-by-step replay plays it next. */
  next: boolean;
}

/** The entries of a recording in their order, frames that were not recorded between them. */
export function replayRows({ recording, played, extras, report, waitsAt }: Replay): ReplayRow[] {
  const reported = new Map<number, Difference[]>();
  for (const difference of report?.differences ?? [])
    if (difference.entry !== null)
      reported.set(difference.entry, [...(reported.get(difference.entry) ?? []), difference]);
  // What a replay never came to is not missing.
  const isWhole = report !== null && report.failure === undefined;
  const rows = recording.entries.map((entry, index): ReplayRow => {
    const frame = played.get(index);
    const differences = reported.get(index) ?? frame?.differences ?? [];
    return {
      key: `entry ${index}`,
      index,
      at: entry.at,
      connection: entry.connection,
      kind: entry.kind,
      type: bodyTypeOf(entry),
      outcome: outcomeOf(entry, frame !== undefined, differences, isWhole),
      differences,
      line: frame?.line,
      next: waitsAt === index,
    };
  });
  const between = extras.map(({ after, connection, type, differences, line }, at) => ({
    after,
    row: extraRow(at, { connection, type, differences: withVerdict(differences, report?.differences), line }),
  }));
  return merged(rows, between);
}

/** The report may have come to allow it since it was seen. */
function withVerdict(
  seen: readonly Difference[],
  reported: readonly Difference[] | undefined,
): readonly Difference[] {
  if (!reported) return seen;
  return seen.map(
    (one) =>
      reported.find(
        ({ entry, at, connection, frame }) =>
          entry === null && at === one.at && connection === one.connection && frame === one.frame,
      ) ?? one,
  );
}

function extraRow(
  at: number,
  frame: Pick<ReplayRow, 'connection' | 'type' | 'differences' | 'line'>,
): ReplayRow {
  const fault = frame.differences.some(({ allowed }) => allowed === undefined);
  const outcome = fault ? 'extra' : 'allowed';
  return { key: `extra ${at}`, index: null, at: null, kind: 'received', outcome, next: false, ...frame };
}

function merged(rows: ReplayRow[], between: readonly { after: number; row: ReplayRow }[]): ReplayRow[] {
  if (between.length === 0) return rows;
  const byPlace = new Map<number, ReplayRow[]>();
  for (const { after, row } of between) byPlace.set(after, [...(byPlace.get(after) ?? []), row]);
  return [...(byPlace.get(-1) ?? []), ...rows.flatMap((row, index) => [row, ...(byPlace.get(index) ?? [])])];
}

function outcomeOf(
  entry: RecordedEntry,
  played: boolean,
  differences: readonly Difference[],
  isWhole: boolean,
): Outcome {
  const [first] = differences.filter(({ allowed }) => allowed === undefined);
  if (first) return first.kind === 'missing' ? 'missing' : 'changed';
  if (differences.length > 0) return 'allowed';
  if (!played) return isWhole && entry.kind === 'received' ? 'missing' : 'open';
  return entry.kind === 'received' || (entry.kind === 'close' && entry.by === 'server') ? 'same' : 'sent';
}
