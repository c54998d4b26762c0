import {
  type SavedKind,
  savedEndings,
  savedKindOf,
  savedPathSchema,
} from '../../../../../src-core/protocol/saved-files';

/** `smoke/` of `smoke/echo.collection.yaml`; '' for what is in no folder. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** `echo` of `smoke/echo.collection.yaml`. */
export function stemOf(path: string): string {
  const name = path.slice(folderOf(path).length);
  const kind = savedKindOf(path);
  return kind === null ? name : name.slice(0, -savedEndings[kind].length);
}

/** The path of a file of this kind; slashes at the ends of `folder` and an ending in `stem` make no difference. */
export function pathOf(kind: SavedKind, folder: string, stem: string): string {
  const within = folder
    .split('/')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('/');
  const name = stem.trim();
  const plain = name.endsWith(savedEndings[kind]) ? name.slice(0, -savedEndings[kind].length) : name;
  return `${within === '' ? '' : `${within}/`}${plain}${savedEndings[kind]}`;
}

/** What is wrong with a path for a new file; null when nothing is. */
export function pathProblem(path: string, taken: Iterable<string>): string | null {
  if (stemOf(path) === '') return 'It needs a name.';
  const { error } = savedPathSchema.safeParse(path);
  if (error) return error.issues[0]?.message ?? 'not a name for a file';
  // Some disks do not tell large letters from small ones.
  const folded = path.toLowerCase();
  for (const other of taken)
    if (other.toLowerCase() === folded) return 'There is a file of this name already.';
  return null;
}

/** The path, or one like it that nothing has yet: `smoke/echo 2.collection.yaml`. */
export function freePath(path: string, taken: readonly string[]): string {
  const kind = savedKindOf(path);
  if (kind === null) return path;
  const stem = stemOf(path).replace(/ \d+$/, '');
  for (let n = 1; ; n += 1) {
    const tried = n === 1 ? path : pathOf(kind, folderOf(path), `${stem} ${n}`);
    if (pathProblem(tried, taken) === null || n > 10_000) return tried;
  }
}

/** A name as part of a path: letters a path cannot have become `-`. */
export function asStem(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_. -]+/g, '-').replace(/^[^A-Za-z0-9_]+/, '');
  return plain.slice(0, 60).replace(/[. ]+$/, '') || 'untitled';
}
