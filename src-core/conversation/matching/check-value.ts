import type { Check } from '../collection';
import { parsePath, readPath } from '../json-path/json-path';
import type { Scope } from '../templates/scope';
import { matchFrame } from './match-frame';
import { expandRegExp } from './match-text';
import { shownAt } from './shown';

/** What at the check's place is not as it says: `$.percent was 5, expected above 10`. Null when all of it holds. */
export function checkValue(check: Check, value: unknown, scope: Scope): string | null {
  const { path, exists, equals, matches, above, below } = check;
  const { found, value: there } = readPath(value, path);
  if (exists === false) return found ? `${path} was ${shownAt(path, there)}, expected nothing` : null;
  if (!found) return `${path} is missing`;
  const was = (expected: string) => `${path} was ${shownAt(path, there)}, expected ${expected}`;
  if (equals !== undefined) {
    const match = matchFrame(equals, there, scope, { exact: true, at: parsePath(path) });
    if (!match.fits) return match.message;
  }
  if (matches !== undefined) {
    const form = expandRegExp(matches, scope);
    if (!form.test(typeof there === 'string' ? there : JSON.stringify(there))) return was(`/${form.source}/`);
  }
  const isNumber = typeof there === 'number';
  if (above !== undefined && !(isNumber && there > above)) return was(`a number above ${above}`);
  if (below !== undefined && !(isNumber && there < below)) return was(`a number below ${below}`);
  return null;
}
