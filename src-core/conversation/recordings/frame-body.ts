import type { FrameData } from '../wire';

/** What a frame carries, as recordings have it: JSON objects and lists, other text, or bytes. One of the three. */
export interface FrameBody {
  frame?: unknown;
  text?: string;
  base64?: string;
}

/** Reads what a frame carries. */
export function bodyOf(data: FrameData): FrameBody {
  if (typeof data !== 'string') return { base64: base64Of(data) };
  try {
    const value: unknown = JSON.parse(data);
    // A bare number or word may be meant as text, and has no fields to compare.
    if (typeof value === 'object' && value !== null) return { frame: value };
  } catch {
    // Text that is no JSON.
  }
  return { text: data };
}

/** What a frame is called: its `type`, else `json`, `text` or `binary`. */
export function frameTypeOf({ frame, text }: FrameBody): string {
  if (frame !== undefined) {
    const type = typeof frame === 'object' && frame !== null && 'type' in frame ? frame.type : undefined;
    return typeof type === 'string' ? type : 'json';
  }
  return text === undefined ? 'binary' : 'text';
}

export function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += 8192)
    text += String.fromCharCode(...bytes.subarray(from, from + 8192));
  return btoa(text);
}

export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
