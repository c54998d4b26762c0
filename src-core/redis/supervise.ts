import type { Address, RunningServer, StartOptions } from './running-server';

/** A server that ends this often within a minute is left alone: something is wrong that a restart does not mend. */
const RESTARTS_A_MINUTE = 5;
const RESTART_DELAY_MS = 200;

/**
 * Starts a server and, whenever it ends by itself, starts it again at the same address, so that clients find it. The
 * returned server's `pid` is the current one's; `stop` ends it for good.
 *
 * @param start starts one; it is handed the address to come back to and what to call at its end
 */
export async function supervise(
  start: (options: Pick<StartOptions, 'address' | 'onExit'>) => Promise<RunningServer>,
  onExit: (reason: string, restarting: boolean) => void = () => {},
): Promise<RunningServer> {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let restart: Promise<void> | undefined;
  const restarts: number[] = [];
  let current = await start({ onExit: ended });
  const address: Address = { port: current.target.port, password: current.target.password ?? '' };

  function ended(reason: string): void {
    if (stopped) return;
    const now = Date.now();
    while (restarts.length > 0 && now - (restarts[0] ?? now) > 60_000) restarts.shift();
    const restarting = restarts.length < RESTARTS_A_MINUTE;
    onExit(reason, restarting);
    if (!restarting) return;
    restarts.push(now);
    timer = setTimeout(() => {
      restart = again();
    }, RESTART_DELAY_MS);
  }

  async function again(): Promise<void> {
    try {
      current = await start({ address, onExit: ended });
    } catch (error) {
      ended((error as Error).message);
    }
  }

  return {
    target: current.target,
    engine: current.engine,
    version: current.version,
    get pid() {
      return current.pid;
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await restart;
      await current.stop();
    },
  };
}
