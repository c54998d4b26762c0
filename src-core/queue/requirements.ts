import type { LabelValue, Requirement, Requires } from '../protocol/job';

/** Most distinct combinations of type and requirements in one queue. */
export const maxClasses = 64;

/** A class: jobs of one type with one set of requirements. They wait together. */
export interface JobClass {
  type: string;
  requires?: Requires;
}

const plain = new Map<string, string>();

function canonicalRule(rule: Requirement): unknown {
  if (typeof rule !== 'object') return rule;
  const out: Record<string, unknown> = {};
  if (rule.gte !== undefined) out.gte = rule.gte;
  if (rule.in !== undefined) out.in = [...rule.in].sort();
  if (rule.lte !== undefined) out.lte = rule.lte;
  return out;
}

/** The canonical text of a class: equal requirements give equal text, whatever order they were written in. */
export function canonicalClass(type: string, requires: Requires | undefined): string {
  if (requires === undefined || isEmpty(requires)) {
    let text = plain.get(type);
    if (text === undefined) {
      text = JSON.stringify({ type });
      if (plain.size < 1000) plain.set(type, text);
    }
    return text;
  }
  const labels = Object.keys(requires);
  if (labels.length === 1) {
    const label = labels[0] as string;
    return `{"type":"${type}","requires":{${JSON.stringify(label)}:${JSON.stringify(canonicalRule(requires[label] as Requirement))}}}`;
  }
  const sorted: Record<string, unknown> = {};
  for (const label of labels.sort()) sorted[label] = canonicalRule(requires[label] as Requirement);
  return JSON.stringify({ type, requires: sorted });
}

function isEmpty(object: object): boolean {
  for (const _key in object) return false;
  return true;
}

function meets(value: LabelValue | undefined, rule: Requirement): boolean {
  if (value === undefined) return false;
  if (typeof rule !== 'object') return value === rule;
  if (rule.in !== undefined && !rule.in.includes(value)) return false;
  if (rule.gte !== undefined && !(typeof value === 'number' && value >= rule.gte)) return false;
  if (rule.lte !== undefined && !(typeof value === 'number' && value <= rule.lte)) return false;
  return true;
}

/** Whether a worker with these labels may run jobs of the class. */
export function serves(
  jobClass: JobClass,
  types: ReadonlySet<string> | '*',
  labels: Record<string, LabelValue>,
): boolean {
  if (types !== '*' && !types.has(jobClass.type)) return false;
  return Object.entries(jobClass.requires ?? {}).every(([label, rule]) => meets(labels[label], rule));
}
