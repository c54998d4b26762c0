import type { ReactNode } from 'react';
import { savedKindOf } from '../../../../../src-core/protocol/saved-files';
import { confirm } from '../../../../components/confirm';
import { notify } from '../../../../components/notify';
import { saveText } from '../../../../connection/api';
import { asApiError } from '../../../../connection/api-error';
import { carryOpen } from '../editor/open-files';
import { show, useStage } from '../stage';
import { folderOf, freePath, pathProblem, stemOf } from './file-paths';
import { deleteFile, moveFile, readFile, useFiles, writeFile } from './file-store';
import { firstText, type NewKind } from './first-texts';

/** Does something with files. Answers false, and tells the person, when it failed. */
export async function tell(failed: string, deed: () => Promise<void>): Promise<boolean> {
  try {
    await deed();
    return true;
  } catch (error) {
    notify.failure({ title: failed, text: asApiError(error).message });
    return false;
  }
}

/** Writes a new file with something to begin with, and opens it. */
export function createFile(kind: NewKind, path: string): Promise<boolean> {
  return tell('Not created', async () => {
    await writeFile(path, firstText(kind, stemOf(path)), null);
    show({ kind: 'file', path });
  });
}

/** Gives a file another name or folder. */
export function renameFile(from: string, to: string): Promise<boolean> {
  return tell('Not moved', async () => {
    await move(from, to);
    notify.success({
      title: `${stemOf(from)} is ${to} now`,
      undo: () => void tell('Not moved back', () => move(to, from)),
    });
  });
}

/** Gives a folder another name or place: both end with `/`. */
export function renameFolder(from: string, to: string): Promise<boolean> {
  const moves = filesIn(from).map((path) => [path, `${to}${path.slice(from.length)}`] as const);
  return tell('Not moved, or not all of it', async () => {
    for (const [old, now] of moves) await move(old, now);
    notify.success({
      title: `${from} is ${to} now`,
      undo: () =>
        void tell('Not moved back, or not all of it', async () => {
          for (const [old, now] of moves) await move(now, old);
        }),
    });
  });
}

/** Writes the same again under another path. */
export function copyFile(from: string, to: string): Promise<boolean> {
  return tell('Not duplicated', async () => {
    await writeFile(to, (await readFile(from)).text, null);
  });
}

/** Deletes a file, or all in a folder (`path` ends with `/`), if the person is sure. */
export async function removeFiles(path: string): Promise<void> {
  const paths = path.endsWith('/') ? filesIn(path) : [path];
  const what = path.endsWith('/') ? `${path} with ${countText(paths.length)}` : stemOf(path);
  const sure = await confirm({
    title: `Delete ${what}?`,
    text: pathList(paths),
    confirmLabel: path.endsWith('/') ? `Delete ${countText(paths.length)}` : 'Delete',
    danger: true,
  });
  if (!sure) return;
  const kept: { path: string; text: string }[] = [];
  const putBack = () =>
    tell('Not put back, or not all of it', async () => {
      for (const one of kept) await writeFile(one.path, one.text, null);
    });
  await tell('Not deleted, or not all of it', async () => {
    for (const one of paths) {
      kept.push({ path: one, text: (await readFile(one)).text });
      await deleteFile(one);
      if (useStage.getState().shown?.path === one) show(null);
    }
  });
  if (kept.length === 0) return;
  notify.success({
    title: `Deleted ${kept.length === 1 ? what : countText(kept.length)}`,
    undo: () => void putBack(),
  });
}

/** Saves a file to the person's own machine. */
export function exportFile(path: string): Promise<boolean> {
  return tell('Not saved', async () => {
    await saveText((await readFile(path)).text, path.slice(folderOf(path).length));
  });
}

/** Takes files of the person's own machine into a folder ('' or with `/` at its end). Names that are taken get a number. */
export async function importFiles(chosen: readonly File[], folder: string): Promise<void> {
  const taken: string[] = [];
  for (const file of chosen) {
    const path = freePath(`${folder}${file.name}`, allPaths());
    const problem = savedKindOf(file.name) === null ? endings : pathProblem(path, allPaths());
    if (problem !== null) {
      notify.failure({ title: `${file.name} was not imported`, text: problem });
      continue;
    }
    const done = await tell(`${file.name} was not imported`, async () => {
      await writeFile(path, await file.text(), null);
    });
    if (done) taken.push(path);
  }
  if (taken.length > 0)
    notify.success({ title: `Imported ${countText(taken.length)}`, text: pathList(taken) });
}

const endings = 'Accepted: names that end in .collection.yaml, .environment.yaml or .recording.jsonl.';

/** The paths of all files. */
export function allPaths(): string[] {
  return useFiles.getState().files.map(({ path }) => path);
}

function filesIn(folder: string): string[] {
  return allPaths().filter((path) => path.startsWith(folder));
}

async function move(from: string, to: string): Promise<void> {
  await carryOpen(from, to, () => moveFile(from, to));
  const { shown } = useStage.getState();
  if (shown?.path === from) show({ ...shown, path: to });
}

function countText(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}

function pathList(paths: readonly string[]): ReactNode {
  const most = 8;
  const more = paths.length - most;
  return `${paths.slice(0, most).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
