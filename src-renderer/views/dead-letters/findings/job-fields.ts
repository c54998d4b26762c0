import type { JobView } from '../../../../src-core/protocol/http';

/** What one field of a job holds; arrays and objects are taken apart first, so only empty ones appear, as `[]` and `{}`. */
export type FieldValue = string | number | boolean | null;

/** Fields by name: `worker`, `label zone`, `payload.size.width`. */
export type JobFields = Map<string, FieldValue>;

/** Bounds of what is looked at in one job, so that 200 large payloads stay cheap. */
const maxFields = 200;
const maxDepth = 6;
const maxItems = 4;

/** Everything about a job that may tell why it fails where others pass: where it ran, what it asked for, its payload's fields. */
export function fieldsOf(job: JobView): JobFields {
  const fields: JobFields = new Map();
  const set = (name: string, value: FieldValue | undefined): void => {
    if (value !== undefined) fields.set(name, value);
  };
  set('worker', job.worker);
  set('machine', machineOf(job.worker));
  set('type', job.type);
  set('client', job.clientId);
  set('priority', job.priority);
  for (const [name, value] of Object.entries(job.labels ?? {})) set(`label ${name}`, value);
  for (const [name, rule] of Object.entries(job.requires ?? {})) collect(fields, `requires ${name}`, rule, 0);
  collect(fields, 'payload', job.payload, 0);
  return fields;
}

/** `rig2` of `rig2:gpu1`; undefined for a worker that is not one of several on its machine. */
function machineOf(worker: string | undefined): string | undefined {
  const cut = worker?.lastIndexOf(':') ?? -1;
  return cut > 0 ? worker?.slice(0, cut) : undefined;
}

function collect(fields: JobFields, name: string, value: unknown, depth: number): void {
  if (value === undefined || fields.size >= maxFields) return;
  if (value === null || typeof value !== 'object') {
    fields.set(name, value as FieldValue);
    return;
  }
  const entries = Object.entries(value);
  if (entries.length === 0 || depth === maxDepth) {
    fields.set(name, Array.isArray(value) ? '[]' : '{}');
    return;
  }
  if (Array.isArray(value)) {
    fields.set(`number of ${name}`, value.length);
    for (const [n, item] of value.slice(0, maxItems).entries())
      collect(fields, `${name}[${n}]`, item, depth + 1);
    return;
  }
  for (const [key, item] of entries) collect(fields, `${name}.${key}`, item, depth + 1);
}
