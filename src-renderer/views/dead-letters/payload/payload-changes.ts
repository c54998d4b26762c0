import { isObject } from './merge-patch';

/** One place where two payloads differ. `before` or `after` is absent where the place is new or gone. */
export interface PayloadChange {
  /** `model`, `size.width`, `tags[2]`; empty for the payload as a whole. */
  path: string;
  before?: unknown;
  after?: unknown;
}

/** The places where `after` differs from `before`, the deepest that say it whole: an object is entered, and an array that kept its length. */
export function payloadChanges(before: unknown, after: unknown, path = ''): PayloadChange[] {
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) => {
      const place = path === '' ? name : `${path}.${name}`;
      if (!Object.hasOwn(before, name)) return [{ path: place, after: after[name] }];
      if (!Object.hasOwn(after, name)) return [{ path: place, before: before[name] }];
      return payloadChanges(before[name], after[name], place);
    });
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return before.flatMap((item, n) => payloadChanges(item, after[n], `${path}[${n}]`));
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
}
