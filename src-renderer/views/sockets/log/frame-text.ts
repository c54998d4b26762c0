import type { FrameData } from '../../../../src-core/conversation/wire';

const latin1 = new TextDecoder('latin1');

/** A frame as text that can be searched; each byte of a binary one is a character. */
export function frameText(data: FrameData): string {
  return typeof data === 'string' ? data : latin1.decode(data);
}

/** The same text between letters, digits and signs that are seen: a binary frame in one line, its first `most` bytes. */
export function binaryGist(data: Uint8Array, most = 24): string {
  const hex = Array.from(data.subarray(0, most), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return data.byteLength > most ? `${hex} ...` : hex;
}
