import { folderOf, stemOf } from '../files/file-paths';

/** The command that replays a recording without a console, and fails a build when it went otherwise. */
export function replayCommand(path: string): string {
  const name = `${folderOf(path)}${stemOf(path)}`;
  const argument = /^[A-Za-z0-9_./-]+$/.test(name) ? name : `'${name}'`;
  return `signalbox replay ${argument} --junit report.xml`;
}
