import { create } from 'zustand';
import { ApiError, asApiError } from '../../../../connection/api-error';
import { notify } from '../../../../components/notify';
import { stemOf } from '../files/file-paths';
import { lengthProblem, onFileChanged, readFile, useFiles, writeFile } from '../files/file-store';

/** A file that is being looked at or changed. */
interface OpenFile {
  /** Null until it was read. */
  version: string | null;
  /** As it is on the disk. */
  saved: string;
  /** As it is here. */
  text: string;
  /** Why it could not be read. */
  error: ApiError | null;
  /** Somebody else changed it, or deleted it, while it was changed here. */
  conflict: boolean;
  saving: boolean;
}

const unread: OpenFile = { version: null, saved: '', text: '', error: null, conflict: false, saving: false };

/** Open files by path. Those with changes that are not saved stay as they are until the page is left. */
export const useOpenFiles = create<Readonly<Record<string, OpenFile>>>()(() => ({}));

/** Whether what is here is not what is on the disk. */
export function isChanged({ version, text, saved }: OpenFile): boolean {
  return version !== null && text !== saved;
}

/** Reads a file anew, unless it was changed here. Never throws: the store says what went wrong. */
export async function openFile(path: string): Promise<void> {
  const { [path]: before } = useOpenFiles.getState();
  if (before && isChanged(before)) return;
  if (!before) change(path, {});
  await readAnew(path);
}

/** Reads a file anew; what was changed here is lost. */
export async function readAnew(path: string): Promise<void> {
  try {
    const { text, version } = await readFile(path);
    change(path, { version, saved: text, text, error: null, conflict: false });
  } catch (error) {
    change(path, { error: asApiError(error) });
  }
}

/** Changes the text here. */
export function typeText(path: string, text: string): void {
  change(path, { text });
}

/**
 * Writes what is here. `over`: also over what somebody else wrote meanwhile.
 * @returns whether it is saved
 */
export async function saveOpen(path: string, over = false): Promise<boolean> {
  const file = useOpenFiles.getState()[path];
  if (!file || file.version === null) return false;
  const { text } = file;
  const problem = lengthProblem(text);
  if (problem !== null) {
    notify.failure({ title: 'Not saved', text: problem });
    return false;
  }
  change(path, { saving: true });
  try {
    const version = await writeFile(path, text, over ? undefined : file.version);
    change(path, { version, saved: text, conflict: false, saving: false });
    return true;
  } catch (error) {
    const conflict = error instanceof ApiError && error.status === 409;
    change(path, { conflict, saving: false });
    if (!conflict)
      notify.failure({ title: `${stemOf(path)} was not saved`, text: asApiError(error).message });
    return false;
  }
}

/** Forgets a file that is not there any more. */
function forgetOpen(path: string): void {
  useOpenFiles.setState(({ [path]: _gone, ...others }) => others, true);
}

/** Changes that are not saved go along with a file that is moved. */
export async function carryOpen(from: string, to: string, move: () => Promise<void>): Promise<void> {
  const file = useOpenFiles.getState()[from];
  if (file) useOpenFiles.setState({ [to]: file });
  try {
    await move();
  } catch (error) {
    forgetOpen(to);
    throw error;
  }
}

function change(path: string, part: Partial<OpenFile>): void {
  useOpenFiles.setState((all) => ({ [path]: { ...(all[path] ?? unread), ...part } }));
}

onFileChanged((path) => {
  const file = useOpenFiles.getState()[path];
  if (!file || file.saving) return;
  if (!useFiles.getState().files.some((one) => one.path === path)) forgetOpen(path);
  else if (!isChanged(file)) void readAnew(path);
});
