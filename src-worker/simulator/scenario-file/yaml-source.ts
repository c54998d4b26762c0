import { isMap, isNode, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { ScenarioFileError, type ScenarioFileIssue } from './scenario-file-error';
import type { IssuePath } from '../../../src-core/protocol/schema-issues';

/** Where something stands in a text, and how much of the path that was asked for was found. */
interface FoundPlace {
  line: number;
  column: number;
  /** Steps of the path that the text has. */
  depth: number;
}

/** A YAML text that knows where its values stand. */
export class YamlSource {
  readonly #lines = new LineCounter();
  readonly #root: unknown;
  /** What the text says, as plain values. */
  readonly value: unknown;

  /** Throws ScenarioFileError when the text is no YAML. */
  constructor(
    /** As errors name it. */
    readonly file: string,
    text: string,
  ) {
    const document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
    if (document.errors.length > 0)
      throw new ScenarioFileError(
        document.errors.map(({ pos, message }) => ({ file, ...this.#at(pos[0]), message })),
      );
    this.#root = document.contents;
    this.value = document.toJS({ maxAliasCount: 1000 });
  }

  /** Where the value at this path stands, or its key; when it is missing, the nearest thing around it. */
  find(path: IssuePath, atKey = false): FoundPlace {
    let node: unknown = this.#root;
    let offset = startOf(node);
    for (const [depth, step] of path.entries()) {
      const inner = stepInto(node, step);
      if (!inner) return { ...this.#at(offset), depth };
      const last = depth === path.length - 1;
      node = inner.value;
      offset = (last && atKey) || !isNode(node) ? startOf(inner.key) : startOf(node);
    }
    return { ...this.#at(offset), depth: path.length };
  }

  issue(path: IssuePath, message: string, atKey = false): ScenarioFileIssue {
    const { line, column } = this.find(path, atKey);
    return { file: this.file, line, column, message };
  }

  #at(offset: number): { line: number; column: number } {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
}

function startOf(node: unknown): number {
  return isNode(node) ? ((node as Node).range?.[0] ?? 0) : 0;
}

function stepInto(node: unknown, step: PropertyKey): { key: unknown; value: unknown } | null {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(step));
    return pair ? { key: pair.key, value: pair.value } : null;
  }
  const items = (node as { items?: unknown[] } | null)?.items;
  const item = typeof step === 'number' ? items?.[step] : undefined;
  return item === undefined ? null : { key: item, value: item };
}
