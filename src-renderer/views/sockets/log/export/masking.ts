import type { FrameData } from '../../../../../src-core/conversation/wire';
import { maskSecrets } from '../../../../../src-core/redaction/mask-secrets';

/** Shorter values are no secrets but words that stand in half the frames. */
const leastLength = 4;

/** What takes the secrets out of everything that leaves the log. */
export interface Masking {
  text(text: string): string;
  data(data: FrameData): FrameData;
}

/** By the names of fields and the forms of tokens, and wherever one of `secrets` stands, as it is or written for JSON or a URL. */
export function masking(secrets: readonly string[]): Masking {
  const written = secrets
    .filter((secret) => secret.length >= leastLength)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  // The longest first: one may be the beginning of another.
  const values = [...new Set(written)].sort((a, b) => b.length - a.length);
  const text = (plain: string) =>
    maskSecrets(values.reduce((masked, value) => masked.replaceAll(value, '***'), plain));
  return { text, data: (data) => (typeof data === 'string' ? text(data) : maskedBytes(data, text)) };
}

function maskedBytes(data: Uint8Array, mask: Masking['text']): Uint8Array {
  const plain = utf8(data);
  if (plain !== null) {
    const masked = mask(plain);
    return masked === plain ? data : new TextEncoder().encode(masked);
  }
  // A character for each byte, so that what is no text stays as it is.
  const bytes = Array.from(data, (byte) => String.fromCharCode(byte)).join('');
  const masked = mask(bytes);
  return masked === bytes ? data : Uint8Array.from(masked, (character) => character.charCodeAt(0));
}

function utf8(data: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    return null;
  }
}
