import { CommanderError } from 'commander';
import { ConfigError } from '../../src-core/protocol/config-error';
import { type ErrorBody, SignalboxError } from '../../src-core/protocol/errors';

/** What the process ends with. */
export const exitCodes = { done: 0, failed: 1, usage: 2, unreachable: 3, interrupted: 130 } as const;

/** The command line asks for something that does not exist or does not fit. */
export class UsageError extends Error {}

/** Redis or the gateway cannot be reached. */
export class UnreachableError extends Error {}

/** How a command ends that threw. */
export interface Failure {
  exitCode: number;
  body: Pick<ErrorBody, 'code' | 'message'> & Partial<ErrorBody>;
  /** Whether the user has been told already. */
  told: boolean;
}

/** What an error means for the user of the command line. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CommanderError) {
    const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
    const exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    return { exitCode, body: { code: 'INVALID_MESSAGE', message }, told: true };
  }
  if (error instanceof UsageError || error instanceof ConfigError) {
    return failure(exitCodes.usage, { code: 'INVALID_MESSAGE', message: error.message });
  }
  if (error instanceof UnreachableError) {
    return failure(exitCodes.unreachable, { code: 'REDIS_UNAVAILABLE', message: error.message });
  }
  if (error instanceof SignalboxError)
    return failure(exitCodeOf(error), { ...error.toBody(), ...inside(error) });
  const refused = listenFault(error);
  if (refused) return failure(exitCodes.failed, { code: 'INTERNAL', message: refused });
  // Not foreseen: the stack is what a bug report needs.
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return failure(exitCodes.failed, { code: 'INTERNAL', message });
}

function failure(exitCode: number, body: Failure['body']): Failure {
  return { exitCode, body, told: false };
}

/** What to say when the gateway's address cannot be listened on; null for any other error. */
function listenFault(error: unknown): string | null {
  const { code, syscall, address, port } = error as NodeJS.ErrnoException & {
    address?: string;
    port?: number;
  };
  if (syscall !== 'listen') return null;
  const where = `${address}:${port}`;
  if (code === 'EADDRINUSE')
    return `${where} is in use: choose another with --port N, or --port 0 for any free one`;
  return `Cannot listen on ${where} (${code}): choose another with --host and --port`;
}

function exitCodeOf({ code }: SignalboxError): number {
  if (code === 'REDIS_UNAVAILABLE') return exitCodes.unreachable;
  return code === 'INVALID_MESSAGE' || code === 'PAYLOAD_TOO_LARGE' ? exitCodes.usage : exitCodes.failed;
}

/** INTERNAL says nothing by itself, and there is no log here: its cause is shown. */
function inside({ code, cause }: SignalboxError): { message?: string } {
  return code === 'INTERNAL' && cause instanceof Error ? { message: cause.message } : {};
}
