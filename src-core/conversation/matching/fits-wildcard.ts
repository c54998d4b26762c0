import { assertNever } from '../../protocol/assert-never';
import type { Wildcard } from '../templates/dollar-names';

const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/;
/** Milliseconds since 1970 of the years 2001 to 2286. */
const [earliest, latest] = [1e12, 1e13];

/** Whether `{{$number}}` and the like stand for this value. */
export function fitsWildcard(wildcard: Wildcard, value: unknown): boolean {
  switch (wildcard) {
    case 'any':
      return value !== undefined;
    case 'number':
      return typeof value === 'number';
    case 'string':
      return typeof value === 'string';
    case 'time':
      if (typeof value === 'number') return value >= earliest && value < latest;
      return typeof value === 'string' && isoTime.test(value);
    default:
      return assertNever(wildcard);
  }
}

/** The same within a longer text, as the source of a regular expression. */
export const wildcardSources: Record<Wildcard, string> = {
  any: '[^]*?',
  string: '[^]*?',
  number: '-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?',
  time: '(?:[12]\\d{12}|\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?(?:Z|[+-]\\d\\d:?\\d\\d)?)',
};
