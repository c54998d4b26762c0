/** What is wrong with a scenario file, and where. */
export interface ScenarioFileIssue {
  /** As it was named: a path, or `preset calm-fleet`; '' for a text without a file. */
  file: string;
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
  message: string;
}

/** `file:line:column: message`, as editors and terminals understand it. */
export function issueText({ file, line, column, message }: ScenarioFileIssue): string {
  return `${file === '' ? '' : `${file}:`}${line}:${column}: ${message}`;
}

/** A scenario file cannot be used. The message holds one line an issue. */
export class ScenarioFileError extends Error {
  readonly issues: readonly ScenarioFileIssue[];

  constructor(issues: readonly ScenarioFileIssue[]) {
    const sorted = [...issues].sort(
      (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column,
    );
    super(sorted.map(issueText).join('\n'));
    this.issues = sorted;
  }
}
