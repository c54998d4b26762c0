import type { SavedKind } from '../../../../../src-core/protocol/saved-files';
import { composeRequest } from '../compose-request';
import {
  allPaths,
  copyFile,
  createFile,
  exportFile,
  removeFiles,
  renameFile,
  renameFolder,
} from '../files/file-acts';
import { folderOf, freePath, stemOf } from '../files/file-paths';
import type { NewKind } from '../files/first-texts';
import { askPath } from '../files/path-dialog';
import { askFolder } from '../files/folder-dialog';
import { replaySaved } from '../replays/replays';
import { runSaved } from '../runs/runs';
import { show } from '../stage';
import type { TreeRow } from './tree-rows';
import { unfold, unfoldTo } from './tree-state';

/** What can be done with a row, besides opening it. */
interface RowAct {
  label: string;
  run(): void;
  danger?: boolean;
}

/** Opens a row: a folder unfolds, a file is shown, a request goes into the composer. */
export function openRow(row: TreeRow): void {
  switch (row.kind) {
    case 'folder':
      return unfold(row.id, !row.open);
    case 'file':
      if (row.file.kind === 'recording') show({ kind: 'replay', path: row.file.path });
      else show({ kind: 'file', path: row.file.path });
      return;
    case 'request':
      return void composeRequest(row.path, row.index);
  }
}

/** Asks for the name of a new file and makes it. */
export function newFile(kind: NewKind, folder: string): void {
  const name = stemOf(
    freePath(`${folder}untitled${kind === 'collection' ? '.collection' : '.environment'}.yaml`, allPaths()),
  );
  const submit = async (path: string) => {
    const done = await createFile(kind, path);
    if (done) unfoldTo(path);
    return done;
  };
  askPath({ title: `New ${kind}`, kind, folder, name, submitLabel: 'Create', submit });
}

/** Asks for another name or place of a file or a folder. */
export function renameRow(row: TreeRow): void {
  if (row.kind === 'folder') return askFolder(row.path, renameFolder);
  if (row.kind === 'file') renamePath(row.file.path, row.file.kind);
}

/** Deletes a file or a folder, if the person is sure. */
export function deleteRow(row: TreeRow): void {
  if (row.kind === 'folder') void removeFiles(row.path);
  if (row.kind === 'file') void removeFiles(row.file.path);
}

/** What the menu of a row offers. */
export function rowActs(row: TreeRow): RowAct[] {
  switch (row.kind) {
    case 'folder':
      return [
        { label: 'New collection here', run: () => newFile('collection', row.path) },
        { label: 'New environment here', run: () => newFile('environment', row.path) },
        { label: 'Rename or move', run: () => renameRow(row) },
        { label: 'Delete', run: () => deleteRow(row), danger: true },
      ];
    case 'file':
      return fileActs(row, row.file.path, row.file.kind);
    case 'request':
      return [
        { label: 'Put into the composer', run: () => openRow(row) },
        { label: 'Open its collection', run: () => show({ kind: 'file', path: row.path }) },
      ];
  }
}

function fileActs(row: TreeRow, path: string, kind: SavedKind): RowAct[] {
  return [
    ...(kind === 'collection' ? [{ label: 'Run', run: () => void runSaved(path) }] : []),
    ...(kind === 'recording'
      ? [
          { label: 'Replay', run: () => void replaySaved(path) },
          { label: 'Open as text', run: () => show({ kind: 'file', path }) },
        ]
      : []),
    { label: 'Rename or move', run: () => renamePath(path, kind) },
    { label: 'Duplicate', run: () => duplicate(path, kind) },
    { label: 'Export', run: () => void exportFile(path) },
    { label: 'Delete', run: () => deleteRow(row), danger: true },
  ];
}

function renamePath(path: string, kind: SavedKind): void {
  const submit = async (to: string) => {
    const done = await renameFile(path, to);
    if (done) unfoldTo(to);
    return done;
  };
  const place = { folder: folderOf(path), name: stemOf(path) };
  askPath({
    title: `Rename or move ${stemOf(path)}`,
    kind,
    ...place,
    own: path,
    submitLabel: 'Move',
    submit,
  });
}

function duplicate(path: string, kind: SavedKind): void {
  const submit = (to: string) => copyFile(path, to);
  const name = stemOf(freePath(path, allPaths()));
  askPath({
    title: `Duplicate ${stemOf(path)}`,
    kind,
    folder: folderOf(path),
    name,
    submitLabel: 'Duplicate',
    submit,
  });
}
