import type { ZodType } from 'zod';
import { chatRequestSchema } from '../../../../src-core/protocol/llm';

/** Payload schemas the protocol has of built-in job types. */
const schemas = new Map<string, ZodType>([['llm.chat', chatRequestSchema]]);
const mostFaults = 5;

/** What is wrong with a payload, and where: `messages.0.role`. */
export interface PayloadFault {
  path: string;
  message: string;
}

/** What a job of this type would refuse in its payload, at most 5 faults; empty when nothing is known of the type. */
export function payloadFaults(type: string, payload: unknown): PayloadFault[] {
  const checked = schemas.get(type)?.safeParse(payload);
  if (!checked || checked.success) return [];
  return checked.error.issues
    .slice(0, mostFaults)
    .map(({ path, message }) => ({ path: path.length === 0 ? 'payload' : path.join('.'), message }));
}

/** Whether payloads of this type are checked. */
export function hasSchema(type: string): boolean {
  return schemas.has(type);
}
