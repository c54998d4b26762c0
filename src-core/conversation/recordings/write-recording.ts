import type { Recording } from '../recording';

/** The text of a `.recording.jsonl` file: the head, then one line for everything that happened. */
export function writeRecording({ entries, ...head }: Recording): string {
  return [head, ...entries].map((line) => `${JSON.stringify(line)}\n`).join('');
}
