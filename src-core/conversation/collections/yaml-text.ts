import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { pathText, type PathStep } from '../json-path/json-path';
import type { IssuePath } from '../../protocol/schema-issues';

/** What is wrong with a file, and where. */
export interface FileIssue {
  /** Both from 1. */
  line: number;
  column: number;
  /** Of the value: `$.requests[0].on`; `$` for the whole. */
  path: string;
  message: string;
}

/** A YAML text that knows where its values stand. */
export class YamlText {
  readonly #lines = new LineCounter();
  readonly document: Document;
  /** What it says as plain values; undefined when it is no YAML. */
  readonly value: unknown;
  /** Why it is no YAML. */
  readonly issues: FileIssue[];

  constructor(text: string) {
    this.document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
    this.issues = this.document.errors.map(({ pos, message }) => ({
      ...this.#at(pos[0]),
      path: '$',
      message,
    }));
    if (this.issues.length > 0) return;
    try {
      this.value = this.document.toJS({ maxAliasCount: 1000 });
    } catch (error) {
      this.issues.push({ line: 1, column: 1, path: '$', message: (error as Error).message });
    }
  }

  /** An issue with the value at this path, or with its key; when it is missing, it stands at what is around it. */
  issue(path: IssuePath, message: string, atKey = false): FileIssue {
    let node: unknown = this.document.contents;
    let offset = startOf(node);
    for (const [depth, step] of path.entries()) {
      const inner = stepInto(node, step);
      if (!inner) break;
      node = inner.value;
      offset = (atKey && depth === path.length - 1) || !isNode(node) ? startOf(inner.key) : startOf(node);
    }
    return { ...this.#at(offset), path: pathText(path as PathStep[]), message };
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
