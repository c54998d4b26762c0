import type { z } from 'zod';
import {
  type RecordedEntry,
  type Recording,
  type RecordingHead,
  recordedEntrySchema,
  recordingHeadSchema,
  recordingVersion,
} from '../recording';
import { parsePath } from '../json-path/json-path';
import { namesIn } from '../templates/templates';

/** A file is no recording, or not one that can be read. Says the line and what was expected. */
export class RecordingFileError extends Error {
  constructor(
    /** From 1. */
    readonly line: number,
    problem: string,
  ) {
    super(`line ${line}: ${problem}`);
  }
}

/** Reads a `.recording.jsonl` file. Throws RecordingFileError. */
export function readRecording(text: string): Recording {
  const lines = text.split('\n');
  const head = readHead(lines[0] ?? '');
  const known = new Set(Object.keys(head.values));
  const entries: RecordedEntry[] = [];
  for (const [i, line] of lines.entries()) {
    if (i === 0 || line.trim() === '') continue;
    entries.push(readEntry(line, i + 1, head, known));
  }
  return { ...head, entries };
}

function readHead(line: string): RecordingHead {
  const value = parsed(line, 1);
  const isOurs =
    typeof value === 'object' && value !== null && 'signalbox' in value && value.signalbox === 'recording';
  if (!isOurs)
    throw new RecordingFileError(
      1,
      'not a recording: it begins with {"signalbox":"recording","version":1,...}',
    );
  if ('version' in value && value.version !== recordingVersion)
    throw new RecordingFileError(
      1,
      `a recording of version ${JSON.stringify(value.version)}; this Signalbox reads version ${recordingVersion}`,
    );
  const head = checked(recordingHeadSchema, value, 1);
  for (const { path } of head.allow) if (path !== undefined) attempt(1, () => parsePath(path));
  return head;
}

function readEntry(line: string, number: number, head: RecordingHead, known: Set<string>): RecordedEntry {
  const entry = checked(recordedEntrySchema, parsed(line, number), number);
  if (!Object.hasOwn(head.connections, entry.connection)) {
    const names = Object.keys(head.connections).join(', ');
    throw new RecordingFileError(
      number,
      `there is no connection "${entry.connection}"; the first line has: ${names}`,
    );
  }
  if (entry.kind !== 'sent' && entry.kind !== 'received') return entry;
  const { frame, text, base64 } = entry;
  if ([frame, text, base64].filter((one) => one !== undefined).length !== 1)
    throw new RecordingFileError(number, 'give one of "frame", "text", "base64"');
  const unknown = attempt(number, () => namesIn(frame ?? text)).find((name) => !known.has(name));
  if (unknown !== undefined)
    throw new RecordingFileError(number, `{{${unknown}}} is not among the "values" of the first line`);
  return entry;
}

function parsed(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new RecordingFileError(number, `not JSON: ${(error as Error).message}`);
  }
}

function checked<T>(schema: z.ZodType<T>, value: unknown, number: number): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path.join('.') ?? '';
  throw new RecordingFileError(number, `${path === '' ? '' : `${path}: `}${issue?.message ?? 'not valid'}`);
}

function attempt<T>(number: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new RecordingFileError(number, (error as Error).message);
  }
}
