/** Sixteen bytes of a dump. */
export interface HexLine {
  /** Of the first byte: `00000010`. */
  offset: string;
  /** `7b 22 ...`, two spaces in the middle; as wide for fewer bytes. */
  hex: string;
  /** What can be read of it; other bytes are dots. */
  text: string;
}

const lineBytes = 16;

/** A dump of bytes, from `from` up to `to`. */
export function hexLines(bytes: Uint8Array, from: number, to: number): HexLine[] {
  const lines: HexLine[] = [];
  for (let at = from; at < Math.min(to, bytes.length); at += lineBytes) {
    const line = [...bytes.subarray(at, at + lineBytes)];
    const pairs = line.map((byte) => byte.toString(16).padStart(2, '0'));
    const hex = `${pairs.slice(0, 8).join(' ')}  ${pairs.slice(8).join(' ')}`;
    lines.push({
      offset: at.toString(16).padStart(8, '0'),
      hex: hex.padEnd(3 * lineBytes),
      text: line.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join(''),
    });
  }
  return lines;
}
