/** What is wrong with the text: where (dotted, '' = the whole) and what. */
interface EditorError {
  path: string;
  message: string;
}

export interface CodeEditorProps {
  value: string;
  onChange(value: string): void;
  language: 'json' | 'yaml';
  /** What is edited: `Payload`. */
  label: string;
  /** Shown below the text; faults of its grammar are marked in it besides. */
  errors?: readonly EditorError[];
  readOnly?: boolean;
  /** CSS px before it scrolls; it grows with its text up to there. */
  maxHeight?: number;
}
