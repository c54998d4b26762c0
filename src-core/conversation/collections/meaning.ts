import { spanSchema } from '../../protocol/distribution';

/** Keys under which everything is somebody else's JSON: `within: 5000` is no time there. */
export const foreignKeys: ReadonlySet<string> = new Set([
  'message',
  'frame',
  'equals',
  'variables',
  'connections',
  'capture',
]);

const spanKeys: ReadonlySet<string> = new Set(['within', 'after', 'every']);

/**
 * A part of a collection's file without what can be written in several ways: `2s` and `2000` are the same.
 * @param isForeign it is somebody else's JSON
 */
export function meaningOf(value: unknown, isForeign: boolean): unknown {
  if (isForeign || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => meaningOf(item, false));
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => {
    const span = spanKeys.has(key) ? spanSchema.safeParse(item).data : undefined;
    return [key, span ?? meaningOf(item, foreignKeys.has(key))];
  });
  return Object.fromEntries(entries.filter(([key, item]) => key !== 'every' || item !== 0));
}
