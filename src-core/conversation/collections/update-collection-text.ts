import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Collection } from '../collection';
import { equalJson } from '../matching/equal-json';
import { commonItems } from './common-items';
import { foreignKeys, meaningOf } from './meaning';
import { readCollection } from './read-collection';
import { collectionFields, documentOf, lineWidth, writeCollection } from './write-collection';
import { YamlText } from './yaml-text';

/**
 * The text of a collection's file after a change: comments, order and form of what stays the same are kept. Written anew
 * where that cannot be, as when the text is no YAML.
 */
export function updateCollectionText(text: string, collection: Collection): string {
  const source = new YamlText(text);
  if (source.issues.length > 0) return writeCollection(collection);
  try {
    const { document } = source;
    const fresh = documentOf(collectionFields(collection));
    const patch = new Patch(document, fresh);
    document.contents = patch.node(document.contents, fresh.contents, false) as typeof document.contents;
    const updated = document.toString({ lineWidth });
    // A change under an anchor changes its aliases, too: only what reads as it should is taken.
    if (equalJson(readCollection(updated).collection, collection)) return updated;
  } catch {
    // An alias lost its anchor.
  }
  return writeCollection(collection);
}

class Patch {
  constructor(
    readonly document: Document,
    readonly fresh: Document,
  ) {}

  /** What stands in the place of `old`, so that it says what `wanted` says. */
  node(old: unknown, wanted: unknown, isForeign: boolean): unknown {
    if (equalJson(this.#meant(old, this.document, isForeign), this.#meant(wanted, this.fresh, isForeign)))
      return old;
    if (isMap(old) && isMap(wanted)) return this.#map(old, wanted, isForeign);
    if (isSeq(old) && isSeq(wanted)) return this.#list(old, wanted, isForeign);
    return isNode(old) && isNode(wanted) ? withCommentsOf(old, wanted) : wanted;
  }

  #meant(node: unknown, document: Document, isForeign: boolean): unknown {
    return meaningOf(isNode(node) ? node.toJS(document) : node, isForeign);
  }

  #map(old: YAMLMap, wanted: YAMLMap, isForeign: boolean): YAMLMap {
    const known = new Map(old.items.map((pair) => [keyOf(pair), pair]));
    const names = new Set(wanted.items.map(keyOf));
    const items = old.items.filter((pair) => names.has(keyOf(pair)));
    let before = -1;
    for (const pair of wanted.items) {
      const key = keyOf(pair);
      const there = known.get(key);
      if (!there) {
        before += 1;
        items.splice(before, 0, pair);
        continue;
      }
      before = items.indexOf(there);
      there.value = this.node(there.value, pair.value, isForeign || foreignKeys.has(key));
    }
    old.items = items;
    return old;
  }

  /** Items that stay the same keep their place; between them old and new ones are paired in order. */
  #list(old: YAMLSeq, wanted: YAMLSeq, isForeign: boolean): YAMLSeq {
    const same = commonItems(
      old.items.map((item) => this.#meant(item, this.document, isForeign)),
      wanted.items.map((item) => this.#meant(item, this.fresh, isForeign)),
    );
    const items: unknown[] = [];
    let [a, b] = [0, 0];
    for (const [oldEnd, wantedEnd] of [...same, [old.items.length, wanted.items.length] as const]) {
      for (; b < wantedEnd; a += 1, b += 1)
        items.push(a < oldEnd ? this.node(old.items[a], wanted.items[b], isForeign) : wanted.items[b]);
      if (oldEnd < old.items.length) items.push(old.items[oldEnd]);
      [a, b] = [oldEnd + 1, wantedEnd + 1];
    }
    old.items = items;
    return old;
  }
}

function keyOf({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key);
}

function withCommentsOf(old: Node, wanted: Node): Node {
  wanted.comment = old.comment;
  wanted.commentBefore = old.commentBefore;
  wanted.spaceBefore = old.spaceBefore;
  return wanted;
}
