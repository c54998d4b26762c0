import type { SavedFile } from '../../../../../src-core/protocol/saved-files';
import type { Contents } from '../files/contents';
import { folderOf, stemOf } from '../files/file-paths';

interface Place {
  /** What tells it from all others: `folder:smoke/`, `file:PATH`, `request:PATH#2`. */
  id: string;
  name: string;
  /** From 1. */
  level: number;
  /** Its place among those of the same parent, from 1, and how many these are. */
  position: number;
  siblings: number;
  /** Null for what cannot be unfolded. */
  open: boolean | null;
}

/** One line of the tree. */
export type TreeRow = Place &
  (
    | { kind: 'folder'; path: string }
    | { kind: 'file'; file: SavedFile; problem: string | null }
    | { kind: 'request'; path: string; index: number; on: string }
  );

interface TreeState {
  files: readonly SavedFile[];
  contents: Readonly<Record<string, Contents>>;
  /** Ids of rows that are unfolded. */
  unfolded: ReadonlySet<string>;
  /** Shows only what has this text in its name, and the folders it is in. */
  search: string;
}

/** The lines to show, folders before files. A search unfolds what it finds something in. */
export function treeRows({ files, contents, unfolded, search }: TreeState): TreeRow[] {
  const wanted = search.trim().toLowerCase();
  const has = (name: string) => name.toLowerCase().includes(wanted);
  const foundRequests = (path: string) => (contents[path]?.requests ?? []).some(({ name }) => has(name));
  const shown = wanted === '' ? files : files.filter(({ path }) => has(path) || foundRequests(path));
  const isOpen = (id: string) => unfolded.has(id);
  return rowsIn('', 1, shown);

  function rowsIn(folder: string, level: number, within: readonly SavedFile[]): TreeRow[] {
    const folders = childFolders(folder, within);
    const own = within.filter(({ path }) => folderOf(path) === folder);
    const siblings = folders.length + own.length;
    return [
      ...folders.flatMap((path, at) => {
        const open = wanted !== '' || isOpen(`folder:${path}`);
        const name = path.slice(folder.length, -1);
        const id = `folder:${path}`;
        const row: TreeRow = { kind: 'folder', id, name, path, level, position: at + 1, siblings, open };
        const inside = within.filter((file) => file.path.startsWith(path));
        return open ? [row, ...rowsIn(path, level + 1, inside)] : [row];
      }),
      ...own.flatMap((file, at) => fileRows(file, level, folders.length + at + 1, siblings)),
    ];
  }

  function fileRows(file: SavedFile, level: number, position: number, siblings: number): TreeRow[] {
    const id = `file:${file.path}`;
    const known = contents[file.path];
    const unfolds = file.kind === 'collection';
    const open = unfolds ? isOpen(id) || (wanted !== '' && foundRequests(file.path)) : null;
    const place = { id, name: stemOf(file.path), level, position, siblings, open };
    const row: TreeRow = { kind: 'file', ...place, file, problem: known?.problem ?? null };
    if (!open || !known) return [row];
    const requests = known.requests.map(
      ({ name, on }, index): TreeRow => ({
        kind: 'request',
        id: `request:${file.path}#${index}`,
        name,
        on,
        path: file.path,
        index,
        level: level + 1,
        position: index + 1,
        siblings: known.requests.length,
        open: null,
      }),
    );
    return [row, ...requests];
  }
}

/** Folders right in this one. */
function childFolders(folder: string, files: readonly SavedFile[]): string[] {
  const found = new Set<string>();
  for (const { path } of files) {
    const end = path.indexOf('/', folder.length);
    if (path.startsWith(folder) && end !== -1) found.add(path.slice(0, end + 1));
  }
  return [...found].sort((a, b) => a.localeCompare(b));
}
