import { AdminConnection } from './admin';
import { Bridge } from './bridge';
import type { ToEmbedded } from './messages';
import { Snapshots } from './snapshots';

/** WebAssembly has 4 GB in all: at this much data writes are refused, instead of the server dying. */
const MAX_MEMORY = '1gb';

/** A server running in this process. */
export interface Embedded {
  port: number;
  version: string;
  /** Saves what is unsaved and takes no more clients. */
  finish(): Promise<void>;
}

/** Boots the server on its directory, sets its password, and lets clients in. */
export async function runEmbedded(
  options: Omit<ToEmbedded & { type: 'start' }, 'type'> & {
    wasmPath: string;
    onWarning: (message: string) => void;
    onFatal: (cause: unknown) => void;
  },
): Promise<Embedded> {
  let admin: AdminConnection | undefined;
  const bridge = await Bridge.boot({
    wasmPath: options.wasmPath,
    dataDir: options.dir,
    port: options.port,
    onFatal: (cause) => {
      admin?.fail(new Error('The embedded Redis has ended'));
      options.onFatal(cause);
    },
  });
  admin = new AdminConnection(bridge);
  const settings = [
    'requirepass',
    options.password,
    'save',
    '',
    'maxmemory',
    MAX_MEMORY,
    'loglevel',
    'warning',
  ];
  await admin.command('CONFIG', 'SET', ...settings);
  const info = await admin.command('INFO', 'server');
  const snapshots = new Snapshots(admin, () => bridge.received, options.onWarning);
  bridge.open();
  return {
    port: bridge.port,
    version: /valkey_version:(\S+)/.exec(info)?.[1] ?? 'unknown',
    finish: async () => {
      await snapshots.finish();
      bridge.close();
    },
  };
}
