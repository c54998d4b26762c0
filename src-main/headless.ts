import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import packageJson from '../package.json' with { type: 'json' };
import { secretsOf } from './config-secrets';
import type { Config } from './config-shape';
import { nodeHost } from './host/node-host';
import { newLogging } from './log';
import { startSystem } from './system';
import type { Mode } from './system/options';

// Resolved here: in a shared chunk the same relative path would lead elsewhere.
const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** A system that runs until it is told to stop. */
export interface RunningServe {
  /** null without a gateway. */
  url: string | null;
  engine: string;
  workers: number;
  stop(): Promise<void>;
  /** The exit code, once SIGTERM or SIGINT has stopped it. */
  done: Promise<number>;
}

/** Runs the gateway, the workers or both in plain Node until a signal comes. Prints the ready line on stdout. */
export async function serve(
  mode: Mode,
  config: Readonly<Config>,
  options: { tryHandlers: boolean; log?: Logger; print?: (line: string) => void },
): Promise<RunningServe> {
  const logging = newLogging(config.logLevel, secretsOf(config, process.env));
  const log = options.log ?? logging.log;
  const system = await startSystem({
    mode,
    config,
    host: nodeHost,
    fork: (entry, args, { execArgv }) => fork(entry, args, { execArgv, serialization: 'advanced' }),
    files: {
      worker: file('./worker.js'),
      simulator: file('./simulator.js'),
      embeddedRedis: file('./embedded-redis.js'),
      console: file('../renderer'),
      scenarios: file('../../resources/scenarios'),
    },
    version: packageJson.version,
    tryHandlers: options.tryHandlers,
    log,
    journal: logging.journal,
    searchPath: process.env.PATH ?? '',
  });
  const done = new Promise<number>((resolve) => {
    const onSignal = (signal: string) => {
      log.info({ signal }, 'stopping');
      system.stop().then(
        () => resolve(0),
        (error: unknown) => {
          log.error({ err: error }, 'did not stop cleanly');
          resolve(1);
        },
      );
    };
    process.once('SIGTERM', onSignal).once('SIGINT', onSignal);
  });
  const { url, engine, workers, stop } = system;
  const where = url ?? 'no gateway';
  (options.print ?? ((line) => process.stdout.write(`${line}\n`)))(
    `signalbox ready ${where} redis=${engine.replaceAll(' ', '-')} workers=${workers}`,
  );
  return { url, engine, workers, stop, done };
}
