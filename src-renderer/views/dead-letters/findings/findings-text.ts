import { assertNever } from '../../../../src-core/protocol/assert-never';
import type { Passing, SharedField, TellingField, VaryingField } from './findings';
import type { FieldValue } from './job-fields';

/** A finding in words: what is so of the dead jobs, the value it is about, and how those that passed compare. */
export interface FindingText {
  /** `All 12 ran on` */
  claim: string;
  /** `rig2:gpu1`, shown in monospace; null when the claim says it all. */
  value: string | null;
  /** `none of 200 that passed`; null without a sample of them. */
  evidence: string | null;
}

/** How many dead jobs were compared, and how many the group has. */
interface Compared {
  dead: number;
  count: number;
}

/** Puts what sets the dead jobs apart in words. */
export function tellingText(finding: TellingField, { dead, count }: Compared): FindingText {
  switch (finding.kind) {
    case 'shared':
      return sharedText(finding, { dead, count });
    case 'missing':
      return {
        claim: `${dead === 1 ? 'It has no' : `None of the ${newest(dead, count)} has`} ${finding.field}`,
        value: null,
        evidence: `${finding.passing.of - finding.passing.same} of ${finding.passing.of} that passed have it`,
      };
    case 'apart':
      return {
        claim: `${subject(dead, { dead, count })} ${dead === 1 ? 'has' : 'have'} ${finding.field} of`,
        value: rangeText(finding.dead),
        evidence: `${rangeText(finding.passed)} in those that passed`,
      };
    default:
      return assertNever(finding);
  }
}

/** Puts a value many or all dead jobs hold in words. */
export function sharedText({ field, value, count, passing }: SharedField, compared: Compared): FindingText {
  return {
    claim: `${subject(count, compared)} ${verbOf(field, compared.dead === 1)}`,
    value: valueText(value),
    evidence: passing && passingText(passing),
  };
}

function subject(holding: number, { dead, count }: Compared): string {
  if (dead === 1) return 'It';
  if (holding < dead) return `${holding} of ${dead < count ? 'the ' : ''}${newest(dead, count)}`;
  if (dead < count) return `The ${newest(dead, count)}`;
  return dead === 2 ? 'Both' : `All ${dead}`;
}

function newest(dead: number, count: number): string {
  return dead < count ? `newest ${dead}` : String(dead);
}

function verbOf(field: string, single: boolean): string {
  if (field === 'worker') return 'ran on';
  if (field === 'machine') return 'ran on machine';
  if (field === 'client') return 'came from client';
  if (field === 'type') return single ? 'is of type' : 'are of type';
  if (field.startsWith('requires ')) return `${single ? 'requires' : 'require'} ${field.slice(9)} =`;
  return `${single ? 'has' : 'have'} ${field} =`;
}

function passingText({ same, of }: Passing): string {
  return `${same === 0 ? 'none' : same} of ${of} that passed`;
}

function rangeText([least, most]: [number, number]): string {
  return least === most ? valueText(least) : `${valueText(least)} to ${valueText(most)}`;
}

/** A finding as cells of a table: the value, how many dead jobs hold it, and how those that passed compare. */
export function tellingCells(
  finding: TellingField,
  dead: number,
): { value: string | null; deadText: string; passedText: string } {
  switch (finding.kind) {
    case 'shared': {
      const { value, count, passing } = finding;
      return {
        value: valueText(value),
        deadText: count === dead ? '' : `${count} of ${dead}`,
        passedText: passing ? shareOf(passing.same, passing.of) : '',
      };
    }
    case 'missing': {
      const { same, of } = finding.passing;
      return { value: null, deadText: 'absent', passedText: `${shareOf(of - same, of)} have it` };
    }
    case 'apart':
      return { value: rangeText(finding.dead), deadText: '', passedText: rangeText(finding.passed) };
    default:
      return assertNever(finding);
  }
}

/** How a field differs; its most frequent value is to follow when several share it. */
export function varyingText({ distinct, count }: VaryingField, dead: number): string {
  if (distinct === 1) return `absent from ${dead - count} of ${dead}, else`;
  if (count > 1) return `${distinct} values, most often`;
  return distinct === dead ? `another in each of ${dead}` : `another in each of the ${distinct} that have it`;
}

function shareOf(same: number, of: number): string {
  if (same === 0) return 'none';
  return same === of ? 'all' : `${same} (${Math.max(1, Math.round((100 * same) / of))} %)`;
}

/** A value as it is read: text without quotes unless it is empty or has blanks at its ends. */
export function valueText(value: FieldValue): string {
  if (typeof value !== 'string') return String(value);
  return value === '' || value !== value.trim() ? JSON.stringify(value) : value;
}
