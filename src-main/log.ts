import pino, { type Logger } from 'pino';

/** Logs as JSON lines on stderr: stdout is for the ready line and for data. */
export function newLog(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
}
