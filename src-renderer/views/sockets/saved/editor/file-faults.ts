import {
  readCollection,
  readEnvironment,
} from '../../../../../src-core/conversation/collections/read-collection';
import type { FileIssue } from '../../../../../src-core/conversation/collections/yaml-text';
import {
  readRecording,
  RecordingFileError,
} from '../../../../../src-core/conversation/recordings/read-recording';
import type { SavedKind } from '../../../../../src-core/protocol/saved-files';
import type { EditorMark } from '../../../../components/code-editor-props';

/** What is wrong with the text of a file of this kind, in the order of its lines. */
export function fileFaults(kind: SavedKind, text: string): readonly FileIssue[] {
  switch (kind) {
    case 'collection':
      return readCollection(text).issues;
    case 'environment':
      return readEnvironment(text).issues;
    case 'recording':
      return recordingFaults(text);
  }
}

function recordingFaults(text: string): FileIssue[] {
  try {
    readRecording(text);
    return [];
  } catch (error) {
    if (!(error instanceof RecordingFileError)) throw error;
    const message = error.message.replace(/^line \d+: /, '');
    return [{ line: error.line, column: 1, path: '$', message }];
  }
}

/** Faults as marks in the text: each to the end of its line. */
export function faultMarks(text: string, faults: readonly FileIssue[]): EditorMark[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return faults.map(({ line, column, message }) => {
    const start = starts[line - 1] ?? text.length;
    const end = starts[line] === undefined ? text.length : starts[line] - 1;
    const from = Math.min(start + column - 1, end);
    return { from, to: Math.max(from, end), message, severity: 'error' };
  });
}
