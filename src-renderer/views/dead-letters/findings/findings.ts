import type { JobView } from '../../../../src-core/protocol/http';
import { type Column, columnsOf, followsTime, isIdLike, mostFrequent, rangeOf } from './columns';
import type { FieldValue } from './job-fields';

/** How the jobs that passed compare: `same` of `of`. */
export interface Passing {
  same: number;
  of: number;
}

/** `count` of the dead jobs hold `value` in this field. */
export interface SharedField {
  kind: 'shared';
  field: string;
  value: FieldValue;
  count: number;
  /** How many that passed hold it too; null when there is no sample of them. */
  passing: Passing | null;
}
/** No dead job has this field; `same` of those that passed lack it too. */
export interface MissingField {
  kind: 'missing';
  field: string;
  passing: Passing;
}
/** The dead jobs' numbers all lie above, or all below, those of every job that passed. */
export interface ApartField {
  kind: 'apart';
  field: string;
  dead: [least: number, most: number];
  passed: [least: number, most: number];
}
export type TellingField = SharedField | MissingField | ApartField;

export interface VaryingField {
  field: string;
  /** Different values among the dead jobs. */
  distinct: number;
  /** The most frequent value. */
  value: FieldValue;
  count: number;
}

export interface Findings {
  /** How many dead and how many completed jobs were compared. */
  dead: number;
  passed: number;
  /** What sets the dead jobs apart from those that passed, most telling first; empty without a sample of these. */
  telling: TellingField[];
  /** What all dead jobs have in common besides. */
  common: SharedField[];
  /** What differs between dead jobs, fewest values first. */
  varying: VaryingField[];
}

/** A value must be this much more frequent among the dead, as a share of each side, and held by this share of them. */
const leastGap = 0.5;
const leastShare = 0.75;
/** The most likely a telling difference may be by chance, were dead jobs drawn from those that passed. */
const mostChance = 0.01;

/** Compares the dead jobs of one group with each other and with completed jobs of the same types. */
export function findingsOf(dead: JobView[], completed: JobView[]): Findings {
  const columns = columnsOf(dead);
  const passed = columnsOf(completed);
  const found: Findings = {
    dead: dead.length,
    passed: completed.length,
    telling: missingFields(columns, passed, dead.length, completed.length),
    common: [],
    varying: [],
  };
  for (const [field, column] of columns) {
    const shared = sharedField(field, column, passed.get(field), completed.length);
    const apart = apartField(field, column, passed.get(field), dead.length, completed.length);
    if (isTelling(shared, passed.get(field), dead.length)) found.telling.push(shared);
    else if (apart) found.telling.push(apart);
    else if (shared.count === dead.length) found.common.push(shared);
    if (shared.count < dead.length)
      found.varying.push({ field, distinct: column.values.size, value: shared.value, count: shared.count });
  }
  // The worker says which machine it was.
  const workerSaid = [...found.telling, ...found.common].some(({ field }) => field === 'worker');
  const isNews = ({ field }: TellingField) => field !== 'machine' || !workerSaid;
  found.telling = found.telling.filter(isNews).sort((a, b) => rank(b, dead.length) - rank(a, dead.length));
  found.common = found.common.filter(isNews);
  found.varying.sort((a, b) => a.distinct - b.distinct);
  return found;
}

function sharedField(field: string, column: Column, passed: Column | undefined, of: number): SharedField {
  const { value, count } = mostFrequent(column);
  const same = passed?.values.get(value) ?? 0;
  return { kind: 'shared', field, value, count, passing: of === 0 ? null : { same, of } };
}

function isTelling(shared: SharedField, passed: Column | undefined, dead: number): boolean {
  const { passing, count, field } = shared;
  // The sample holds the same types by choice. One id among others says nothing about one job.
  if (!passing || field === 'type' || (dead === 1 && passed && isIdLike(passed))) return false;
  if (count / dead < leastShare || gapOf(shared, dead) < leastGap) return false;
  return chance(passing, count) <= mostChance;
}

/** How likely `count` jobs in a row hold the value when the true share is as among those that passed; never taken for 0. */
function chance({ same, of }: Passing, count: number): number {
  return ((same + 1) / (of + 2)) ** count;
}

function missingFields(
  columns: Map<string, Column>,
  passed: Map<string, Column>,
  dead: number,
  of: number,
): MissingField[] {
  return [...passed].flatMap(([field, column]) => {
    // What lies inside something missing is missing too: the outermost is enough, and an index is not a field.
    if (columns.has(field) || column.present / of < leastShare || /\]|^number of /.test(field)) return [];
    const missing: MissingField = { kind: 'missing', field, passing: { same: of - column.present, of } };
    return chance(missing.passing, dead) <= mostChance ? [missing] : [];
  });
}

function apartField(
  field: string,
  column: Column,
  passed: Column | undefined,
  deadCount: number,
  of: number,
): ApartField | undefined {
  const dead = rangeOf(column, deadCount);
  const others = passed && !followsTime(passed) ? rangeOf(passed, of) : undefined;
  if (!dead || !others || (dead[0] <= others[1] && others[0] <= dead[1])) return undefined;
  return chanceApart(deadCount, of) <= mostChance
    ? { kind: 'apart', field, dead, passed: others }
    : undefined;
}

/** How likely `a` numbers lie all above or all below `b` others of the same source: 2 / binomial(a + b, a). */
function chanceApart(a: number, b: number): number {
  let likely = 2;
  for (let n = 1; n <= a && likely > 0; n += 1) likely *= n / (b + n);
  return likely;
}

/** Where it ran goes before what it carried when both say as much. */
function rank(telling: TellingField, dead: number): number {
  return gapOf(telling, dead) + (telling.field === 'worker' || telling.field === 'machine' ? 0.01 : 0);
}

function gapOf(telling: TellingField, dead: number): number {
  if (telling.kind === 'apart') return 1;
  const { same, of } = telling.passing ?? { same: 0, of: 1 };
  return (telling.kind === 'missing' ? 1 : telling.count / dead) - same / of;
}
