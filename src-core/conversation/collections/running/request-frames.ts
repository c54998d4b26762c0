import type { Request } from '../../collection';
import type { Scope } from '../../templates/scope';
import { expandText, expandValue } from '../../templates/templates';
import type { FrameData } from '../../wire';
import { fileFrame } from '../file-frame';

/**
 * What makes the frames of a request, anew for each that is sent; null for a request that sends nothing. What it answers
 * rejects with TemplateError, and with the reason when a file cannot be read.
 */
export function framesOf(
  { message, text, base64, file }: Request,
  scope: Scope,
  readFile: ((path: string) => Promise<Uint8Array>) | undefined,
): (() => Promise<FrameData>) | null {
  if (message !== undefined) return async () => JSON.stringify(expandValue(message, scope));
  if (text !== undefined) return async () => expandText(text, scope);
  if (base64 !== undefined) return async () => Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  if (file === undefined) return null;
  let read: Promise<FrameData> | undefined;
  return () => {
    if (!readFile) throw new Error(`"${file}" cannot be read here`);
    read ??= readFile(file).then((bytes) => fileFrame(file, bytes));
    return read;
  };
}
