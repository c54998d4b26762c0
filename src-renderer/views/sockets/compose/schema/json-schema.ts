import { z } from 'zod';

/** What the gateway's documents use of JSON Schema. */
export interface JsonSchema {
  type?: string | string[];
  description?: string;
  default?: unknown;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  propertyNames?: JsonSchema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
}

export const jsonSchemaSchema = z.record(z.string(), z.unknown()) as unknown as z.ZodType<JsonSchema>;

/** The forms a value may have: the alternatives of a union, those of alternatives too; else the one schema. */
export function alternativesOf(schema: JsonSchema): JsonSchema[] {
  const union = schema.anyOf ?? schema.oneOf;
  return union ? union.flatMap(alternativesOf) : [schema];
}

/** What may stand at a path within a value: every form that one of the schemas allows there. */
export function schemasAt(schemas: readonly JsonSchema[], path: readonly (string | number)[]): JsonSchema[] {
  return path.reduce<JsonSchema[]>(
    (reached, part) =>
      reached.flatMap((schema) => alternativesOf(schema).flatMap((one) => inside(one, part))),
    [...schemas],
  );
}

/** The fields an object of this form may have, with those that it must. */
export function fieldsOf(schema: JsonSchema): { name: string; schema: JsonSchema; required: boolean }[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).map(([name, field]) => ({
    name,
    schema: field,
    required: required.has(name),
  }));
}

/** The values a schema names one by one; empty when there are too many to name. */
export function namedValues(schema: JsonSchema): unknown[] {
  return alternativesOf(schema).flatMap((one) => {
    if (one.const !== undefined) return [one.const];
    if (one.enum) return one.enum;
    return one.type === 'boolean' ? [true, false] : [];
  });
}

const words: Record<string, string> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  object: 'object',
  array: 'list',
  null: 'null',
};

/** What a schema accepts, in words: `whole number from 0 to 9`, `"exponential" or "fixed"`, `anything`. */
export function schemaWords(schema: JsonSchema): string {
  const values = namedValues(schema);
  const forms = alternativesOf(schema);
  if (values.length > 0 && forms.every((form) => namedValues(form).length > 0 && form.type !== 'boolean'))
    return values.map((value) => JSON.stringify(value)).join(' or ');
  return [...new Set(forms.map(formWords))].join(' or ');
}

function formWords(schema: JsonSchema): string {
  const types = [schema.type ?? []].flat();
  if (types.length === 0) return 'anything';
  const name = types.map((type) => words[type] ?? type).join(' or ');
  if (types.includes('array') && schema.items) return `list of ${schemaWords(schema.items)}`;
  return name + boundsOf(schema);
}

/** Bounds that are only those of what a number can be say nothing. */
function boundsOf({ minimum, maximum, maxLength }: JsonSchema): string {
  const most = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? null : maximum;
  const least = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? null : minimum;
  if (least !== null && most !== null) return ` from ${least} to ${most}`;
  if (least !== null) return ` from ${least}`;
  if (most !== null) return ` up to ${most}`;
  return maxLength === undefined ? '' : ` of at most ${maxLength} characters`;
}

function inside(schema: JsonSchema, part: string | number): JsonSchema[] {
  if (typeof part === 'number') return schema.items ? [schema.items] : [];
  const field = schema.properties?.[part];
  if (field) return [field];
  return typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
}
