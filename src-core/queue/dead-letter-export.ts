import type { DeadLetterLine } from '../protocol/dead-letters';
import type { QueueConnection } from './connection';
import { scorePages } from './listing';
import { parseOptions, type RawJob } from './record';
import { type Row, recordOf, rowParts } from './rows';

/** Dead jobs of one queue as lines of JSON, oldest first, some lines at a time. A text ends with a line's end. */
export async function* exportDeadLetters(
  connection: QueueConnection,
  group?: string,
): AsyncGenerator<{ text: string; jobs: number }, void, void> {
  const { keys, queue } = connection;
  const key = group === undefined ? keys.dead : keys.group(group);
  for await (const page of scorePages(connection, key, false)) {
    const ids = page.map(({ id }) => id);
    for await (const part of rowParts(connection, ids)) {
      const lines = part.flatMap((row) => lineOf(row, queue) ?? []);
      if (lines.length > 0)
        yield { text: lines.map((line) => `${JSON.stringify(line)}\n`).join(''), jobs: lines.length };
    }
  }
}

// A job may have been sent again since its id was read.
function lineOf(row: Row, queue: string): DeadLetterLine | null {
  const record = recordOf(row, queue);
  if (!row.raw || record?.state !== 'dead') return null;
  const fields = row.raw[0];
  const { k: keepMs, b: backoff } = parseOptions(row.raw[3]);
  const group = fields[fields.findIndex((field, i) => i % 2 === 0 && field === 'g') + 1] as string;
  const notes = notesOf(fields);
  return {
    ...(record as Omit<DeadLetterLine, 'group' | 'backoff' | 'keepMs' | 'notes'>),
    group,
    ...(backoff && { backoff: backoffOf(backoff) }),
    ...(keepMs !== undefined && { keepMs }),
    ...(notes.length > 0 && { notes }),
  };
}

function backoffOf([kind, baseMs, maxMs, jitter]: [string, number, number, number]) {
  return { kind: kind === 'f' ? ('fixed' as const) : ('exponential' as const), baseMs, maxMs, jitter };
}

function notesOf(fields: RawJob[0]): { at: number; text: string }[] {
  return fields.flatMap((field, i) =>
    i % 2 === 0 && /^h\d+$/.test(field)
      ? [{ at: Number(field.slice(1)), text: fields[i + 1] as string }]
      : [],
  );
}
