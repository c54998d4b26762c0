import type { JobError } from '../protocol/job';
import { digest } from './ids';

/** An error message without what differs from job to job: ids, numbers, quoted text, addresses. */
export function normaliseMessage(message: string): string {
  return message
    .split('\n', 1)
    .join('')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '<id>')
    .replace(/(["'`])(?:(?!\1).){1,200}\1/g, '<text>')
    .replace(/\b0x[0-9a-f]+\b|\b[0-9a-f]{16,}\b/gi, '<hex>')
    .replace(/\d+(\.\d+)?/g, '<n>')
    .slice(0, 200);
}

/** Errors with the same fingerprint belong to one dead-letter group. */
export function fingerprint(error: JobError): string {
  return digest('error', error.code, normaliseMessage(error.message)).slice(0, 16);
}
