import { readFile } from 'node:fs/promises';

const pageBytes = 4096;
/** Ticks of /proc a second. */
const ticks = 100;

/** Reads a Linux process's memory once a second, and its CPU time. */
export class ProcessMeter {
  readonly #memory: number[] = [];
  readonly #timer: NodeJS.Timeout;
  #cpuBefore = 0;
  readonly #since = performance.now();

  constructor(private readonly pid: number) {
    void this.#cpuSeconds().then((seconds) => {
      this.#cpuBefore = seconds;
    });
    this.#timer = setInterval(() => void this.#read(), 1000);
  }

  /** Mean resident bytes of the second and the last quarter of the time, and the share of one processor it used. */
  async stop(): Promise<{ before: number; after: number; cpu: number }> {
    clearInterval(this.#timer);
    const quarter = Math.max(1, this.#memory.length >> 2);
    const mean = (values: number[]) =>
      values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    const cpu = ((await this.#cpuSeconds()) - this.#cpuBefore) / ((performance.now() - this.#since) / 1000);
    return {
      before: mean(this.#memory.slice(quarter, 2 * quarter)),
      after: mean(this.#memory.slice(-quarter)),
      cpu,
    };
  }

  async #read(): Promise<void> {
    const [, resident] = (await readFile(`/proc/${this.pid}/statm`, 'utf8')).split(' ');
    this.#memory.push(Number(resident) * pageBytes);
  }

  async #cpuSeconds(): Promise<number> {
    const text = await readFile(`/proc/${this.pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticks;
  }
}
