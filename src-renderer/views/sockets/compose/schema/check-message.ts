import { checkValue, type ValueFault } from './check-value';
import { readJsonText } from './json-text';
import type { MessageSchemas } from './socket-schemas';

/** What a socket will refuse of a message. Empty for text that is no JSON: that is told elsewhere. */
export function checkMessage(text: string, schemas: MessageSchemas): ValueFault[] {
  const root = readJsonText(text);
  if (!root || root.kind === 'broken') return [];
  const start = { from: root.from, to: root.from + 1 };
  if (root.kind !== 'object') return [{ ...start, message: 'a message is an object with a "type"' }];
  const type = root.members.find(({ name }) => name === 'type')?.value;
  const types = Object.keys(schemas).join(', ');
  if (!type) return [{ ...start, message: `type is missing: ${types}` }];
  if (String(type.value).includes('{{')) return [];
  const schema = Object.hasOwn(schemas, String(type.value)) ? schemas[String(type.value)] : undefined;
  if (!schema) return [{ from: type.from, to: type.to, message: `accepted here: ${types}` }];
  return checkValue(root, schema);
}
