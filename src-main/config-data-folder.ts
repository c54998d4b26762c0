import { posix, win32 } from 'node:path';
import type { Environment } from './config-reader';

/** What the defaults depend on besides the environment. */
export interface Machine {
  platform: NodeJS.Platform;
  homeDir: string;
  /** Relative paths start here. */
  workingDir: string;
  /** Processors this process may use. */
  processors: number;
}

/** The platform's folder for one user's application data, with our name. */
export function defaultDataFolder(env: Environment, { platform, homeDir }: Machine): string {
  if (platform === 'win32') {
    return win32.join(env.APPDATA || win32.join(homeDir, 'AppData', 'Roaming'), 'Signalbox');
  }
  if (platform === 'darwin') return posix.join(homeDir, 'Library', 'Application Support', 'Signalbox');
  const xdg = env.XDG_DATA_HOME;
  // The XDG specification says to ignore a relative path.
  return posix.join(xdg && posix.isAbsolute(xdg) ? xdg : posix.join(homeDir, '.local', 'share'), 'signalbox');
}

/** The absolute path of what a user wrote; a leading `~/` is the home folder, since no shell expands it in an env file. */
export function absolutePath(path: string, { platform, homeDir, workingDir }: Machine): string {
  const { join, resolve } = platform === 'win32' ? win32 : posix;
  return path.startsWith('~/') ? join(homeDir, path.slice(2)) : resolve(workingDir, path);
}
