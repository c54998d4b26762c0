import { type JsonFault, jsonFault } from './json-fault';
import type { Scope } from './scope';
import { expandValue } from './templates';

/** A text is no JSON. The message begins with where. */
export class JsonTextError extends Error {
  readonly fault: JsonFault;

  constructor(fault: JsonFault) {
    super(`line ${fault.line}, column ${fault.column}: ${fault.message}`);
    this.fault = fault;
  }
}

/** Reads a JSON text. Throws JsonTextError. */
export function readJsonText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const fault = jsonFault(text);
    if (fault) throw new JsonTextError(fault);
    throw error;
  }
}

/**
 * What is sent for a JSON text with templates in it: one line of JSON.
 * Throws JsonTextError, and TemplateError (UnknownVariableError) for what cannot be filled in.
 */
export function expandMessage(text: string, scope: Scope): string {
  return JSON.stringify(expandValue(readJsonText(text), scope));
}
