/** Bytes written as pairs of hexadecimal digits: `00 ff 1a`, `00ff1a`, `0x00, 0xff`; null when they are none. */
export function bytesOfHex(text: string): Uint8Array | null {
  const dense = text.replace(/0x|[\s,:]+/gi, '');
  if (!/^(?:[0-9a-f]{2})*$/i.test(dense)) return null;
  return Uint8Array.from(dense.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Sixteen pairs of digits a line. */
export function hexOf(bytes: Uint8Array): string {
  const pairs = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
  const lines = Array.from({ length: Math.ceil(pairs.length / 16) }, (_, n) =>
    pairs.slice(n * 16, n * 16 + 16),
  );
  return lines.map((line) => line.join(' ')).join('\n');
}
