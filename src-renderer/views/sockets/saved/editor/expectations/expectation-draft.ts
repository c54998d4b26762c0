import {
  type Check,
  type Expectation,
  expectationSchema,
  type FrameMatch,
} from '../../../../../../src-core/conversation/collection';
import { spanText } from '../../../../../../src-core/conversation/collections/span-text';
import { valueIssues } from '../../../../../../src-core/protocol/schema-issues';
import { parsePath } from '../../../../../../src-core/conversation/json-path/json-path';

/** What must hold at one place of a frame, as it is typed. */
export interface CheckDraft {
  path: string;
  how: 'equals' | 'matches' | 'exists' | 'absent' | 'above' | 'below' | 'stable';
  value: string;
}

/** Which frames are meant, as it is typed. */
export interface MatchDraft {
  how: 'frame' | 'text';
  /** JSON, or a regular expression. */
  text: string;
  /** '' = that of the request; for a whole collection any. */
  on: string;
}

/** An expectation as it is typed. */
export interface ExpectationDraft {
  kind: 'comes' | 'none' | 'order';
  name: string;
  /** `5s`; '' = not said. */
  within: string;
  /** One, but for `order`. */
  matches: readonly MatchDraft[];
  checks: readonly CheckDraft[];
  captures: readonly { variable: string; path: string }[];
}

export const emptyMatch: MatchDraft = { how: 'frame', text: '{ "type": "" }', on: '' };

/** What a new one begins with. */
export function newDraft(kind: ExpectationDraft['kind']): ExpectationDraft {
  const matches = kind === 'order' ? [emptyMatch, emptyMatch] : [emptyMatch];
  return { kind, name: '', within: '', matches, checks: [], captures: [] };
}

/** An expectation as it would be typed. */
export function draftOf(expectation: Expectation): ExpectationDraft {
  const { name = '', within } = expectation;
  const common = {
    name,
    within: within === undefined ? '' : String(spanText(within)),
    checks: [],
    captures: [],
  };
  if ('none' in expectation) return { ...common, kind: 'none', matches: [matchDraft(expectation.none)] };
  if ('order' in expectation) return { ...common, kind: 'order', matches: expectation.order.map(matchDraft) };
  return {
    ...common,
    kind: 'comes',
    matches: [matchDraft(expectation)],
    checks: (expectation.where ?? []).flatMap(checkDrafts),
    captures: Object.entries(expectation.capture ?? {}).map(([variable, path]) => ({ variable, path })),
  };
}

/** The expectation that is typed. Throws an Error that says what is wrong with it. */
export function expectationOf(draft: ExpectationDraft): Expectation {
  const { kind, name, within, matches } = draft;
  const common = {
    ...(name.trim() !== '' && { name: name.trim() }),
    ...(within.trim() !== '' && { within: spanOf(within.trim()) }),
  };
  const [first = emptyMatch] = matches;
  if (kind === 'none') return checked({ ...common, none: matchOf(first) });
  if (kind === 'order') return checked({ ...common, order: matches.map(matchOf) });
  const where = draft.checks.map(checkOf);
  const capture = Object.fromEntries(
    draft.captures.map(({ variable, path }) => [variable.trim(), pathOf(path)]),
  );
  return checked({
    ...common,
    ...matchOf(first),
    ...(where.length > 0 && { where }),
    ...(Object.keys(capture).length > 0 && { capture }),
  });
}

function checked(value: unknown): Expectation {
  const { data, error } = expectationSchema.safeParse(value);
  if (data) return data;
  const [issue] = valueIssues(error.issues, value);
  throw new Error(`${issue?.path.join('.') || 'The expectation'}: ${issue?.message}`);
}

function matchDraft({ frame, text, on = '' }: FrameMatch): MatchDraft {
  if (text !== undefined) return { how: 'text', text, on };
  return { how: 'frame', text: JSON.stringify(frame, null, 2), on };
}

function matchOf({ how, text, on }: MatchDraft): FrameMatch {
  const where = on === '' ? {} : { on };
  if (how === 'text') {
    if (text === '') throw new Error('Which text? A regular expression that is found in it.');
    regularExpression(text);
    return { ...where, text };
  }
  const frame = jsonOf(text, 'The frame');
  if (typeof frame !== 'object' || frame === null || Array.isArray(frame))
    throw new Error('The frame is an object: { "type": "job_accepted" }');
  return { ...where, frame: frame as Record<string, unknown> };
}

function checkDrafts({ path, ...conditions }: Check): CheckDraft[] {
  const drafts: CheckDraft[] = [];
  const add = (how: CheckDraft['how'], value = '') => drafts.push({ path, how, value });
  const { equals, matches, exists, above, below, stable } = conditions;
  if (equals !== undefined) add('equals', JSON.stringify(equals));
  if (matches !== undefined) add('matches', matches);
  if (exists !== undefined) add(exists ? 'exists' : 'absent');
  if (above !== undefined) add('above', String(above));
  if (below !== undefined) add('below', String(below));
  if (stable) add('stable');
  return drafts;
}

function checkOf({ path, how, value }: CheckDraft): Check {
  const at = pathOf(path);
  switch (how) {
    case 'equals':
      return { path: at, equals: jsonOf(value, at) };
    case 'matches':
      regularExpression(value);
      return { path: at, matches: value };
    case 'exists':
    case 'absent':
      return { path: at, exists: how === 'exists' };
    case 'above':
    case 'below':
      return { path: at, [how]: numberOf(value, at) };
    case 'stable':
      return { path: at, stable: true };
  }
}

function pathOf(text: string): string {
  const path = text.trim();
  parsePath(path);
  return path;
}

/** JSON; a word without quotes is taken as text. */
function jsonOf(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (/^[\w .-]+$/.test(text) || /^\{\{[^{}]+\}\}$/.test(text)) return text;
    throw new Error(`${what}: this is not JSON: ${(error as Error).message}`);
  }
}

function numberOf(text: string, what: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new Error(`${what}: a number is needed`);
  return value;
}

function spanOf(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}

function regularExpression(text: string): void {
  try {
    new RegExp(text.replace(/\{\{[^{}]*\}\}/g, 'x'), 'u');
  } catch (error) {
    throw new Error(`"${text}": ${(error as Error).message}`);
  }
}
