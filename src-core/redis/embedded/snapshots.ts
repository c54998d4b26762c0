import type { AdminConnection } from './admin';

/** How often to look whether anything changed; nothing is asked of the server while no client talks to it. */
const LOOK_MS = 1000;
/** The longest a change stays unsaved, while saving is quick. */
const DELAY_MS = 3000;
/** Saving stops the server: it may take a tenth of the time at most. */
const SHARE = 10;

/** Writes a snapshot a few seconds after a change. Valkey cannot fork inside WebAssembly, so it saves in the foreground. */
export class Snapshots {
  private readonly timer: NodeJS.Timeout;
  private seen = 0;
  private changedAt: number | undefined;
  private pauseMs = DELAY_MS;
  private saving: Promise<void> | undefined;

  /**
   * @param traffic a number that grows whenever a client sends something
   * @param onFailure a snapshot failed; it is tried again
   */
  constructor(
    private readonly admin: AdminConnection,
    private readonly traffic: () => number,
    private readonly onFailure: (message: string) => void,
  ) {
    this.timer = setInterval(() => void this.look(), LOOK_MS);
  }

  /** Stops looking and saves what is unsaved. Rejects when that fails. */
  async finish(): Promise<void> {
    clearInterval(this.timer);
    await this.saving;
    if ((await this.unsavedChanges()) > 0) await this.admin.command('SAVE');
  }

  private async look(): Promise<void> {
    if (this.saving) return;
    const traffic = this.traffic();
    if (traffic !== this.seen) {
      this.seen = traffic;
      if ((await this.unsavedChanges()) > 0) this.changedAt ??= Date.now();
    }
    if (this.changedAt === undefined || Date.now() - this.changedAt < this.pauseMs) return;
    this.changedAt = undefined;
    this.saving = this.save();
    await this.saving;
    this.saving = undefined;
  }

  private async save(): Promise<void> {
    const before = Date.now();
    try {
      await this.admin.command('SAVE');
    } catch (error) {
      this.changedAt = Date.now();
      this.onFailure((error as Error).message);
    }
    this.pauseMs = Math.max(DELAY_MS, (Date.now() - before) * SHARE);
  }

  private async unsavedChanges(): Promise<number> {
    const info = await this.admin.command('INFO', 'persistence');
    return Number(/rdb_changes_since_last_save:(\d+)/.exec(info)?.[1] ?? 0);
  }
}
