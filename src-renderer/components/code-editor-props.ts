/** What is wrong with the text: where (dotted, '' = the whole) and what. */
interface EditorError {
  path: string;
  message: string;
}

/** A fault marked in the text, between two offsets. */
export interface EditorMark {
  from: number;
  to: number;
  message: string;
  /** A warning does not keep it from being used. */
  severity: 'error' | 'warning';
}

/** One thing that could stand at the cursor. */
export interface EditorOption {
  label: string;
  /** What is put in. */
  insert: string;
  /** Beside the label: what it is, in a few words. */
  detail?: string;
  /** Where the cursor goes, counted from the beginning of `insert`; to its end when not said. */
  cursor?: number;
  /** More is offered at once: what has been put in is half of it. */
  goesOn?: boolean;
}

/** What could stand in the place of the text between two offsets. */
export interface EditorOptions {
  from: number;
  to: number;
  options: readonly EditorOption[];
}

export interface CodeEditorProps {
  value: string;
  onChange(value: string): void;
  language: 'json' | 'yaml' | 'text';
  /** What is edited: `Payload`. */
  label: string;
  /** Shown below the text; faults of its grammar are marked in it besides. */
  errors?: readonly EditorError[];
  readOnly?: boolean;
  /** CSS px before it scrolls; it grows with its text up to there. */
  maxHeight?: number;
  /** As high as what it stands in, whatever `maxHeight`. */
  fill?: boolean;
  /** Faults to be marked in the text, besides those of its grammar. Another function marks anew. */
  check?(text: string): EditorMark[];
  /**
   * What could stand at `at`, offered while one types; null = nothing. `asked`: the person wants to see all there is
   * (Ctrl+Space), also where typing alone would offer nothing.
   */
  complete?(text: string, at: number, asked: boolean): EditorOptions | null;
  /** What is to be said of the text at `at` when the pointer rests on it. */
  describe?(text: string, at: number): { from: number; to: number; text: string } | null;
  /** Ctrl+Enter, or Cmd+Enter. */
  onSubmit?(): void;
  /** Shown while there is no text. */
  placeholder?: string;
}
