import type { JsonMember, JsonNode } from './json-text';

/** What stands at a place of a JSON text. */
export type JsonPlace =
  | {
      what: 'name';
      /** The names of fields (and numbers of entries) that lead to the object. */
      path: (string | number)[];
      object: JsonNode;
      /** The field whose name is there; null between fields. */
      member: JsonMember | null;
    }
  | {
      what: 'value';
      path: (string | number)[];
      /** What is there now; null = nothing yet. */
      node: JsonNode | null;
    };

/** What is at an offset of the text the node was read from; null outside of it. */
export function placeAt(root: JsonNode | null, at: number): JsonPlace | null {
  if (!root || at < root.from || at > root.to) return null;
  return placeIn(root, at, []);
}

function placeIn(node: JsonNode, at: number, path: (string | number)[]): JsonPlace {
  const inside = at > node.from && (at < node.to || !node.closed);
  if (node.kind === 'object' && inside) return placeInObject(node, at, path);
  if (node.kind === 'array' && inside) {
    const index = node.items.findIndex((item) => at >= item.from && at <= item.to);
    const item = node.items[index];
    if (item) return placeIn(item, at, [...path, index]);
    const next = node.items.filter(({ to }) => to < at).length;
    return { what: 'value', path: [...path, next], node: null };
  }
  return { what: 'value', path, node };
}

function placeInObject(object: JsonNode, at: number, path: (string | number)[]): JsonPlace {
  for (const [index, member] of object.members.entries()) {
    const { name, nameFrom, nameTo, colon, value } = member;
    if (at >= nameFrom && at <= nameTo) return { what: 'name', path, object, member };
    if (value && at >= value.from && at <= value.to) return placeIn(value, at, [...path, name]);
    const next = object.members[index + 1]?.nameFrom ?? Number.POSITIVE_INFINITY;
    if (!value && colon !== null && at > colon && at < next)
      return { what: 'value', path: [...path, name], node: null };
  }
  return { what: 'name', path, object, member: null };
}
