import type { EditorOption, EditorOptions } from '../../../../components/code-editor-props';
import { type Insertable, variableOptions } from '../../variables/variable-options';
import {
  alternativesOf,
  fieldsOf,
  type JsonSchema,
  namedValues,
  schemasAt,
  schemaWords,
} from './json-schema';
import { type JsonPlace, placeAt } from './json-place';
import { type JsonNode, readJsonText } from './json-text';
import type { MessageSchemas } from './socket-schemas';

/** What helps to write a message. */
export interface Assistance {
  /** Empty for a server whose messages nobody knows. */
  schemas: MessageSchemas;
  /** What each message is for, by its type. */
  purposes: Readonly<Record<string, string>>;
  /** What may be put in by name. */
  insertables: readonly Insertable[];
}

/** What could stand at an offset of a message's text: variables after `{{`, else fields and values of the schemas. */
export function completeMessage(
  text: string,
  at: number,
  asked: boolean,
  help: Assistance,
): EditorOptions | null {
  const variables = variableOptions(text, at, help.insertables);
  if (variables) return variables;
  const root = readJsonText(text);
  const place = placeAt(root, at);
  if (!place || !root) return null;
  if (place.what === 'name') return completeName(place, at, asked, text, schemasOf(root, place, help));
  return completeValue(place, at, asked, root, help);
}

/** What is known of the field at an offset: its name, what it accepts, what it is for. */
export function describeMessage(
  text: string,
  at: number,
  { schemas, purposes }: Assistance,
): { from: number; to: number; text: string } | null {
  const root = readJsonText(text);
  const place = placeAt(root, at);
  if (!root || place?.what !== 'name' || !place.member) return null;
  const { name, nameFrom: from, nameTo: to, value } = place.member;
  const [schema] = schemasAt(formsOf(root, schemas), [...place.path, name]);
  if (!schema) return null;
  const purpose = place.path.length === 0 && name === 'type' ? purposes[String(value?.value)] : undefined;
  const said = [schema.description ?? purpose, defaultWords(schema)].filter((part) => part !== undefined);
  return { from, to, text: [`${name}: ${schemaWords(schema)}`, ...said].join('; ') };
}

function completeName(
  { object, member }: Extract<JsonPlace, { what: 'name' }>,
  at: number,
  asked: boolean,
  text: string,
  forms: JsonSchema[],
): EditorOptions | null {
  if (!member && !asked) return null;
  // Inside its quotes, not behind them.
  if (
    member &&
    at > member.nameFrom &&
    at === member.nameTo &&
    text[at - 1] === '"' &&
    at - member.nameFrom > 1
  )
    return null;
  const from = member?.nameFrom ?? at;
  const to = member?.nameTo ?? at;
  const typed = text.slice(from, at).replace('"', '').toLowerCase();
  const there = new Set(object.members.filter((one) => one !== member).map(({ name }) => name));
  const options = forms
    .flatMap((form) => alternativesOf(form).flatMap(fieldsOf))
    .filter(({ name }) => !there.has(name) && name.toLowerCase().startsWith(typed))
    .map(({ name, schema, required }): EditorOption => {
      const head = `${JSON.stringify(name)}: `;
      const value = member?.colon == null ? startOf(schema) : '';
      const insert = member?.colon == null ? head + value : JSON.stringify(name);
      return {
        label: name,
        insert,
        detail: `${schemaWords(schema)}${required ? ', needed' : ''}`,
        cursor: value.length > 1 ? insert.length - 1 : insert.length,
        goesOn: member?.colon == null,
      };
    });
  return { from, to, options: distinct(options) };
}

function completeValue(
  { path, node }: Extract<JsonPlace, { what: 'value' }>,
  at: number,
  asked: boolean,
  root: JsonNode,
  help: Assistance,
): EditorOptions | null {
  if (node && (node.kind === 'object' || node.kind === 'array')) return null;
  // Behind the closing quote nothing can follow but a comma.
  if (node?.kind === 'string' && node.closed && at === node.to && !asked) return null;
  const from = node?.from ?? at;
  const to = node?.to ?? at;
  const typed = String(node ? (node.value ?? '') : '').toLowerCase();
  const field = path.at(-1);
  const named = help.insertables.filter(({ name }) => name === field);
  const values =
    path.length === 1 && field === 'type'
      ? Object.keys(help.schemas).map((type) => ({ value: type, detail: help.purposes[type] }))
      : schemasAt(formsOf(root, help.schemas), path)
          .flatMap(namedValues)
          .map((value) => ({ value, detail: undefined }));
  const options = [
    ...values.map(({ value, detail }) => ({ label: String(value), insert: JSON.stringify(value), detail })),
    ...named.map(({ name, detail }) => ({ label: `{{${name}}}`, insert: `"{{${name}}}"`, detail })),
  ].filter(({ label }) => label.toLowerCase().startsWith(typed) || (asked && node === null));
  // What is there already is no offer.
  const isWhole = options.length === 1 && options[0]?.label.toLowerCase() === typed && !asked;
  return options.length === 0 || isWhole ? null : { from, to, options: distinct(options) };
}

/** The forms of the object the cursor is in. */
function schemasOf(root: JsonNode, { path }: JsonPlace, { schemas }: Assistance): JsonSchema[] {
  const forms = formsOf(root, schemas);
  // Before it has a type, a message may only have that.
  const untyped = forms.length > 1 && path.length === 0;
  const type: JsonSchema = { type: 'string', enum: Object.keys(schemas) };
  return untyped ? [{ properties: { type }, required: ['type'] }] : schemasAt(forms, path);
}

/** The schema of the message's type; all of them while it has none. */
function formsOf(root: JsonNode, schemas: MessageSchemas): JsonSchema[] {
  const type = String(root.members.find(({ name }) => name === 'type')?.value?.value);
  const schema = Object.hasOwn(schemas, type) ? schemas[type] : undefined;
  return schema ? [schema] : Object.values(schemas);
}

/** What a value of this form begins with. */
function startOf(schema: JsonSchema): string {
  const [form] = alternativesOf(schema);
  if (namedValues(schema).length > 0) return '';
  if (form?.type === 'object') return '{}';
  if (form?.type === 'array') return '[]';
  return form?.type === 'string' ? '""' : '';
}

function defaultWords({ default: value }: JsonSchema): string | undefined {
  return value === undefined ? undefined : `${JSON.stringify(value)} when not said`;
}

function distinct(options: readonly EditorOption[]): EditorOption[] {
  return [...new Map(options.map((option) => [option.label, option])).values()];
}
