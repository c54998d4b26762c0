import { alternativesOf, fieldsOf, type JsonSchema, schemaWords } from './json-schema';
import type { JsonNode } from './json-text';

/** Something the receiver will not like, and where it stands in the text. */
export interface ValueFault {
  from: number;
  to: number;
  message: string;
}

/** `"{{name}}"`: a value of any type. */
const wholeTemplate = /^\{\{[^{}]*\}\}$/;
const anyTemplate = /(?<!\\)\{\{/;

/** What is wrong with a value that stands in a text. A string that holds a variable may be anything. */
export function checkValue(node: JsonNode, schema: JsonSchema): ValueFault[] {
  if (node.kind === 'broken' || isTemplate(node)) return [];
  const forms = alternativesOf(schema);
  const [only] = forms;
  if (forms.length === 1 && only) return checkForm(node, only);
  const fitting = forms.filter((form) => typeFits(node, form));
  if (fitting.length === 0) return [fault(node, `accepted here: ${schemaWords(schema)}`)];
  return fitting.map((form) => checkForm(node, form)).sort((a, b) => a.length - b.length)[0] ?? [];
}

function checkForm(node: JsonNode, form: JsonSchema): ValueFault[] {
  if (!typeFits(node, form)) return [fault(node, `accepted here: ${schemaWords(form)}`)];
  if (node.kind === 'object') return checkObject(node, form);
  if (node.kind === 'array') return checkList(node, form);
  if (node.kind === 'string' && anyTemplate.test(String(node.value))) return [];
  return checkScalar(node, form);
}

function checkObject(node: JsonNode, form: JsonSchema): ValueFault[] {
  const fields = new Map(fieldsOf(form).map((field) => [field.name, field]));
  const there = new Set(node.members.map(({ name }) => name));
  const missing = [...fields.values()].filter(({ name, required }) => required && !there.has(name));
  const found = node.members.flatMap(({ name, nameFrom, nameTo, value }) => {
    const field = fields.get(name)?.schema ?? form.additionalProperties;
    if (field === false) {
      const known = [...fields.keys()].filter((one) => !there.has(one));
      const others = known.length > 0 ? `; there are: ${known.join(', ')}` : '';
      return [{ from: nameFrom, to: nameTo, message: `there is no field ${name} here${others}` }];
    }
    return value && typeof field === 'object' ? checkValue(value, field) : [];
  });
  const lacking = missing.map(({ name, schema }) => ({
    from: node.from,
    to: node.from + 1,
    message: `${name} is missing: ${schemaWords(schema)}`,
  }));
  return [...lacking, ...found];
}

function checkList(node: JsonNode, { items, minItems = 0, maxItems }: JsonSchema): ValueFault[] {
  const count = node.items.length;
  if (count < minItems) return [fault(node, `at least ${minItems} of them`)];
  if (maxItems !== undefined && count > maxItems) return [fault(node, `at most ${maxItems} of them`)];
  return items ? node.items.flatMap((item) => checkValue(item, items)) : [];
}

function checkScalar(node: JsonNode, form: JsonSchema): ValueFault[] {
  const { value } = node;
  const named = form.const === undefined ? form.enum : [form.const];
  if (named && !named.includes(value)) return [fault(node, `accepted here: ${schemaWords(form)}`)];
  if (typeof value === 'number') {
    const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = form;
    if (value < minimum || value > maximum) return [fault(node, `accepted here: ${schemaWords(form)}`)];
  }
  if (typeof value === 'string') {
    const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = form;
    if (value.length < minLength) return [fault(node, `at least ${minLength} characters`)];
    if (value.length > maxLength) return [fault(node, `at most ${maxLength} characters`)];
    if (pattern !== undefined && !new RegExp(pattern, 'u').test(value))
      return [fault(node, `must have the form ${pattern}`)];
  }
  return [];
}

function typeFits({ kind, value }: JsonNode, { type }: JsonSchema): boolean {
  const types = [type ?? []].flat();
  if (types.length === 0 || types.includes(kind)) return true;
  return kind === 'number' && types.includes('integer') && Number.isInteger(value);
}

function isTemplate({ kind, value }: JsonNode): boolean {
  return kind === 'string' && wholeTemplate.test(String(value));
}

function fault({ from, to }: JsonNode, message: string): ValueFault {
  return { from, to, message };
}
