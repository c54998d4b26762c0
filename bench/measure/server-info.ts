import { Redis } from 'ioredis';

/** Reads numbers of INFO over a connection of its own. */
export class ServerInfo {
  readonly #redis: Redis;

  constructor(port: number) {
    this.#redis = new Redis({ port, host: '127.0.0.1', enableReadyCheck: false });
  }

  /** Commands run so far, those of scripts and earlier readings included. */
  async commands(): Promise<number> {
    return number(await this.#redis.info('stats'), 'total_commands_processed');
  }

  async usedMemory(): Promise<number> {
    return number(await this.#redis.info('memory'), 'used_memory');
  }

  /** CPU seconds of the thread that runs commands. */
  async cpuSeconds(): Promise<number> {
    const info = await this.#redis.info('cpu');
    return number(info, 'used_cpu_user_main_thread') + number(info, 'used_cpu_sys_main_thread');
  }

  close(): void {
    this.#redis.disconnect();
  }
}

function number(info: string, name: string): number {
  const value = new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1];
  if (value === undefined) throw new Error(`INFO has no ${name}`);
  return Number(value);
}
