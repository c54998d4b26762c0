import { type PathStep, pathText } from '../../json-path/json-path';
import { textOf } from '../../templates/templates';
import { type Fitting, fitText } from './fit-text';
import type { FrameBody } from '../frame-body';
import { parseTemplate } from '../../templates/parse-template';

/** One place where a frame is otherwise than recorded. Without `recorded` it was added, without `replayed` removed. */
export interface FieldDifference {
  /** `$.job.type`; '' = the whole frame. */
  path: string;
  recorded?: unknown;
  replayed?: unknown;
}

/** How a frame compares with a recorded one. */
export interface FrameComparison {
  differences: FieldDifference[];
  /** Stand-ins that the frame gives a value. */
  bound: ReadonlyMap<string, unknown>;
}

/** Compares field by field. In the order of the recorded frame; then the fields that were added. */
export function compareFrames(
  recorded: FrameBody,
  replayed: FrameBody,
  known: { get(name: string): unknown },
): FrameComparison {
  const fitting: Fitting = { get: (name) => known.get(name), bound: new Map() };
  const differences: FieldDifference[] = [];
  if (recorded.frame !== undefined && replayed.frame !== undefined)
    compare(recorded.frame, replayed.frame, [], { fitting, differences });
  else if (!samePlain(recorded, replayed, fitting))
    differences.push({ path: '', ...both(recorded, replayed) });
  return { differences, bound: fitting.bound };
}

function samePlain(recorded: FrameBody, replayed: FrameBody, fitting: Fitting): boolean {
  if (recorded.text !== undefined) return fitText(recorded.text, replayed.text, fitting);
  return recorded.base64 !== undefined && recorded.base64 === replayed.base64;
}

function both(recorded: FrameBody, replayed: FrameBody): Pick<FieldDifference, 'recorded' | 'replayed'> {
  const plain = ({ frame, text, base64 }: FrameBody) => frame ?? text ?? base64;
  return { recorded: plain(recorded), replayed: plain(replayed) };
}

interface Work {
  fitting: Fitting;
  differences: FieldDifference[];
}

function compare(recorded: unknown, replayed: unknown, path: PathStep[], work: Work): void {
  if (Array.isArray(recorded) && Array.isArray(replayed)) return compareLists(recorded, replayed, path, work);
  if (isObject(recorded) && isObject(replayed)) return compareObjects(recorded, replayed, path, work);
  const same =
    typeof recorded === 'string' ? fitText(recorded, replayed, work.fitting) : Object.is(recorded, replayed);
  if (!same) work.differences.push({ path: pathText(path), recorded, replayed });
}

function compareLists(recorded: unknown[], replayed: unknown[], path: PathStep[], work: Work): void {
  for (let i = 0; i < Math.max(recorded.length, replayed.length); i += 1) {
    const here = [...path, i];
    if (i >= replayed.length) work.differences.push({ path: pathText(here), recorded: recorded[i] });
    else if (i >= recorded.length) work.differences.push({ path: pathText(here), replayed: replayed[i] });
    else compare(recorded[i], replayed[i], here, work);
  }
}

type Fields = Record<string, unknown>;

function compareObjects(recorded: Fields, replayed: Fields, path: PathStep[], work: Work): void {
  const seen = new Set<string>();
  for (const [template, value] of Object.entries(recorded)) {
    const name = nameOf(template, work.fitting);
    seen.add(name);
    const here = [...path, name];
    if (!Object.hasOwn(replayed, name)) work.differences.push({ path: pathText(here), recorded: value });
    else compare(value, replayed[name], here, work);
  }
  for (const [name, value] of Object.entries(replayed))
    if (!seen.has(name)) work.differences.push({ path: pathText([...path, name]), replayed: value });
}

/** The name of a field with the stand-ins that are known. */
function nameOf(template: string, { get, bound }: Fitting): string {
  if (!template.includes('{{')) return template;
  return parseTemplate(template)
    .map((part) => {
      if (part.kind === 'text') return part.text;
      return textOf(get(part.name) ?? bound.get(part.name) ?? `{{${part.name}}}`);
    })
    .join('');
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
