/** Where a value stands in the scenario: `['machines', 'rig', 'count']`. */
export type Path = readonly (string | number)[];

/** A path as text, to find issues by. */
export function pathKey(path: Path): string {
  return path.join('\u0000');
}

/** The value at a path; undefined where there is none. */
export function valueAt(tree: unknown, path: Path): unknown {
  let value = tree;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

/** The same tree with another value at a path; undefined takes it away. Objects on the way are made. */
export function withValue<Tree>(tree: Tree, path: Path, value: unknown): Tree {
  const [step, ...rest] = path;
  if (step === undefined) return value as Tree;
  if (Array.isArray(tree)) {
    const list = tree.slice();
    if (value === undefined && rest.length === 0) list.splice(Number(step), 1);
    else list[Number(step)] = withValue(list[Number(step)], rest, value);
    return list as Tree;
  }
  const old = (tree ?? {}) as Record<string, unknown>;
  if (value === undefined && rest.length === 0) {
    const { [step]: _gone, ...others } = old;
    return others as Tree;
  }
  return { ...old, [step]: withValue(old[step], rest, value) } as Tree;
}

/** The same record with one key called otherwise, at its place. */
export function withName<Value>(
  record: Record<string, Value>,
  from: string,
  to: string,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key === from ? to : key, value]));
}

/** `base`, or `base-2`, `base-3`: a name the record does not have yet. */
export function freeName(record: Record<string, unknown>, base: string): string {
  if (!(base in record)) return base;
  let number = 2;
  while (`${base}-${number}` in record) number += 1;
  return `${base}-${number}`;
}
