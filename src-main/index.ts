import { fileURLToPath } from 'node:url';
import packageJson from '../package.json' with { type: 'json' };
import { readConfig } from './config';
import { secretsOf } from './config-secrets';
import { Application, fail } from './desktop/application';
import { utilityFork } from './desktop/utility-fork';
import { electronHost } from './host/electron-host';
import { newLogging } from './log';
import { desktopBackends } from './system/desktop-backends';

// Resolved here: in a shared chunk the same relative path would lead elsewhere.
const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The desktop: the same system as headless, in Electron's processes, and a window that looks at it. */
function main(): void {
  const config = readConfig(process.env);
  const rendererFolder = file('../renderer');
  const backends = desktopBackends(
    {
      config,
      host: electronHost,
      fork: utilityFork,
      files: {
        worker: file('./worker.js'),
        simulator: file('./simulator.js'),
        embeddedRedis: file('./embedded-redis.js'),
        console: rendererFolder,
        scenarios: file('../../resources/scenarios'),
      },
      version: packageJson.version,
      ...newLogging(config.logLevel, secretsOf(config, process.env)),
      searchPath: process.env.PATH ?? '',
    },
    !process.env.SIGNALBOX_PORT,
  );
  const preloadScript = file('../preload/index.cjs');
  new Application({ dataDir: config.dataDir, backends, preloadScript, rendererFolder }).run();
}

try {
  main();
} catch (error) {
  // Such as a setting that does not parse.
  fail(error);
}
