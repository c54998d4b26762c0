/**
 * `npm start`: the desktop console, or the same thing headless when that is asked for (`--headless`) or when there
 * is no Electron or no display. Needs nothing but Node itself, so that it can say what is missing.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findElectron } from './desktop/electron-runtime';

const outFile = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

interface Command {
  executable: string;
  args: string[];
}

function chooseCommand(args: readonly string[]): Command {
  const rest = args.filter((arg) => arg !== '--headless');
  const headless = {
    executable: process.execPath,
    args: [outFile('cli.js'), 'serve', '--try-handlers', ...rest],
  };
  if (rest.length < args.length) return headless;
  if (!hasDisplay()) {
    process.stderr.write('No display for the desktop console (DISPLAY is not set): running headless.\n');
    return headless;
  }
  const electron = findElectron();
  if ('path' in electron) return { executable: electron.path, args: [outFile('index.js'), ...rest] };
  process.stderr.write(`${electron.missing}. Running headless.\n`);
  return headless;
}

/** X11 and Wayland name their display; the other platforms always have one. */
function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** Runs the command as if it were this process: its input and output, its signals, its exit. */
function become({ executable, args }: Command): void {
  const child = spawn(executable, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // Ctrl+C in a terminal reaches the child as well: a second one would cut its shutdown short.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  whenNpmIsGone(() => child.kill('SIGTERM'));
  child.once('error', (error) => {
    process.stderr.write(`Cannot start ${executable}: ${error.message}\n`);
    process.exit(1);
  });
  child.once('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** npm passes a signal on to its shell alone, which dies of it without telling this process: so its end is the signal. */
function whenNpmIsGone(stop: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, 500);
  timer.unref();
}

become(chooseCommand(process.argv.slice(2)));
