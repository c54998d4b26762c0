import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeAt } from './json-place';
import { type JsonNode, readJsonText } from './json-text';

/** The value a tree stands for. */
function valueOfNode(node: JsonNode | null): unknown {
  if (node?.kind === 'object')
    return Object.fromEntries(node.members.map(({ name, value }) => [name, valueOfNode(value)]));
  return node?.kind === 'array' ? node.items.map(valueOfNode) : node?.value;
}

describe('readJsonText', () => {
  it('reads all JSON as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(JSON.stringify(valueOfNode(readJsonText(text)))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it('reads what is half written, and any text at all', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), fc.string(), (value, cut, rest) => {
        const text = JSON.stringify(value);
        const at = cut % (text.length + 1);
        const torn = text.slice(0, at) + rest;
        const root = readJsonText(torn);
        for (let place = 0; place <= torn.length; place += 1) placeAt(root, place);
        expect(root === null || (root.from >= 0 && root.to <= torn.length)).toBe(true);
      }),
    );
  });
});
