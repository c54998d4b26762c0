import type { FrameData } from '../../../../../src-core/conversation/wire';
import { expandMessage, JsonTextError } from '../../../../../src-core/conversation/templates/expand-message';
import type { Scope } from '../../../../../src-core/conversation/templates/scope';
import { UnknownVariableError } from '../../../../../src-core/conversation/templates/template-error';
import { expandText } from '../../../../../src-core/conversation/templates/templates';
import { assertNever } from '../../../../../src-core/protocol/assert-never';
import { bytesOf } from '../../connections/bytes';
import type { Draft } from '../draft';
import { bytesOfHex } from './hex';

/** A draft cannot be sent as it is. The message says what is wrong with it. */
export class DraftError extends Error {
  constructor(
    message: string,
    /** Where in its text; null when it is about the whole. */
    readonly place: { from: number; to: number } | null = null,
  ) {
    super(message);
  }
}

/** There is no fault in the draft: something else is not there yet. */
export class NotNow extends DraftError {}

/**
 * What a draft sends, variables and generators filled in: other data each time it is called.
 * @param file the bytes of its file, when it sends one
 * @throws DraftError
 */
export function payloadOf(
  { kind, text, hex, fileAs }: Draft,
  file: Uint8Array | null,
  scope: Scope,
): FrameData {
  switch (kind) {
    case 'json':
      return jsonOf(text, scope);
    case 'text':
      return filled(text, () => expandText(text, scope));
    case 'base64':
      return hex === null ? base64Bytes(text) : hexBytes(hex);
    case 'file':
      return fileAs === 'text' ? textOf(bytesOfFile(file)) : bytesOfFile(file);
    default:
      return assertNever(kind);
  }
}

/** Bytes of what goes over the wire, its head not counted. */
export function sizeOf(data: FrameData): number {
  return typeof data === 'string' ? new TextEncoder().encode(data).byteLength : data.byteLength;
}

function jsonOf(text: string, scope: Scope): string {
  if (text.trim() === '') throw new NotNow('There is nothing to send yet.');
  return filled(text, () => expandMessage(text, scope));
}

function filled(text: string, fill: () => string): string {
  try {
    return fill();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new DraftError(
      `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`,
      placeOf(text, error),
    );
  }
}

function placeOf(text: string, error: Error): DraftError['place'] {
  if (error instanceof JsonTextError) return { from: error.fault.offset, to: error.fault.offset + 1 };
  if (!(error instanceof UnknownVariableError)) return null;
  const found = new RegExp(`\\{\\{\\s*${error.variable}\\s*\\}\\}`).exec(text);
  return found && { from: found.index, to: found.index + found[0].length };
}

function base64Bytes(text: string): Uint8Array {
  try {
    return bytesOf(text.replace(/\s+/g, ''));
  } catch {
    throw new DraftError('This is not base64: letters, digits, + and /, with = at the end.');
  }
}

function hexBytes(text: string): Uint8Array {
  const bytes = bytesOfHex(text);
  if (!bytes) throw new DraftError('These are not bytes: pairs of 0-9 and a-f, with spaces between or not.');
  return bytes;
}

function bytesOfFile(file: Uint8Array | null): Uint8Array {
  if (!file) throw new NotNow('Choose a file first.');
  return file;
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new DraftError('The file is not UTF-8 text: send it as binary.');
  }
}
