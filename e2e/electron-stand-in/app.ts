import { EventEmitter } from 'node:events';

class StandInApp extends EventEmitter {
  readonly isPackaged = false;

  requestSingleInstanceLock(): boolean {
    return true;
  }

  /** Later than the caller's own turn, as Electron is. */
  whenReady(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
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

export const app = new StandInApp();
