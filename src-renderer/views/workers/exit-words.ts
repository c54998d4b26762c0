import type { PoolWorker } from '../../../src-core/protocol/worker-lifecycle';

/** How a process ended: `exit code 7`, `killed by SIGKILL`. */
export function exitWords(exit: PoolWorker['lastExit']): string {
  if (!exit) return 'it has not ended before';
  if (exit.signal !== null) return `killed by ${exit.signal}`;
  return exit.code === null ? 'ended' : `exit code ${exit.code}`;
}
