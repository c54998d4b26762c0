import { fileURLToPath } from 'node:url';
import packageJson from '../package.json' with { type: 'json' };
import { readConfig } from './config';
import { Application, type Backend } from './desktop/application';
import { consoleOrigin } from './desktop/console-files';
import { utilityFork } from './desktop/utility-fork';
import { electronHost } from './host/electron-host';
import { newLog } from './log';
import { startSystem } from './system';

// Resolved here: in a shared chunk the same relative path would lead elsewhere.
const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const rendererFolder = file('../renderer');

/** The same system as headless, in Electron's processes, and open to the console's own pages. */
async function startBackend(): Promise<Backend> {
  const config = readConfig(process.env);
  const access = { ...config.access, allowedOrigins: [...config.access.allowedOrigins, consoleOrigin] };
  const { url, adminToken, stop } = await startSystem({
    mode: 'serve',
    config: { ...config, access },
    host: electronHost,
    fork: utilityFork,
    files: {
      worker: file('./worker.js'),
      embeddedRedis: file('./embedded-redis.js'),
      console: rendererFolder,
    },
    version: packageJson.version,
    tryHandlers: true,
    log: newLog(config.logLevel),
    searchPath: process.env.PATH ?? '',
  });
  if (url === null) throw new Error('the gateway did not start');
  return { url, adminToken, stop };
}

new Application({ startBackend, preloadScript: file('../preload/index.cjs'), rendererFolder }).run();
