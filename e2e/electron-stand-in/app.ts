import { EventEmitter } from 'node:events';
import { appendFileSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';

class StandInApp extends EventEmitter {
  readonly isPackaged = false;
  private readonly paths = new Map<string, string>();
  private ready = false;
  name = 'Electron';
  sandboxed = false;

  setName(name: string): void {
    this.name = name;
  }

  setPath(name: string, path: string): void {
    if (this.ready) throw new Error('a path is set before the application is ready');
    this.paths.set(name, path);
  }

  enableSandbox(): void {
    if (this.ready) throw new Error('the sandbox is enabled before the application is ready');
    this.sandboxed = true;
  }

  /** One process holds the lock of a `userData` folder; the others tell it that they were there. */
  requestSingleInstanceLock(): boolean {
    const folder = this.paths.get('userData');
    if (!folder) throw new Error('userData is not set');
    mkdirSync(folder, { recursive: true });
    const [lock, knock] = [join(folder, 'lock'), join(folder, 'knock')];
    if (isHeld(lock)) {
      appendFileSync(knock, '.');
      return false;
    }
    writeFileSync(lock, String(process.pid));
    const watcher = watch(folder, (_event, name) => {
      if (name === 'knock') this.emit('second-instance', {}, process.argv, process.cwd());
    });
    watcher.unref();
    process.once('exit', () => rmSync(lock, { force: true }));
    return true;
  }

  /** Later than the caller's own turn, as Electron is. */
  whenReady(): Promise<void> {
    return new Promise((resolve) =>
      setImmediate(() => {
        this.ready = true;
        resolve();
      }),
    );
  }

  quit(): void {
    let prevented = false;
    this.emit('before-quit', {
      preventDefault: () => {
        prevented = true;
      },
    });
    if (!prevented) this.exit(0);
  }

  exit(code = 0): void {
    process.exit(code);
  }
}

function isHeld(lock: string): boolean {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
}

export const app = new StandInApp();
