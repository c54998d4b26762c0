/** What a draw is about, besides its purpose. Draws that differ in any part are independent. */
export interface DrawKey {
  job?: string;
  attempt?: number;
  actor?: string;
  n?: number;
}

/** A number from 0 to below 1 that follows from the seed, the purpose and the key alone. */
export type Draw = (purpose: string, key?: DrawKey) => number;

const separator = '\u0000';
const highest = 2 ** 53;

/**
 * The draws of a seed. There is no stream that draws share: nobody's draw depends on who drew before, so an added machine or
 * another order of events changes no decision but its own.
 */
export function seededDraw(seed: number): Draw {
  const low = seed >>> 0;
  const high = Math.floor(seed / 2 ** 32) >>> 0;
  return (purpose, { job = '', attempt = 0, actor = '', n = 0 } = {}) =>
    hash53(purpose + separator + job + separator + attempt + separator + actor + separator + n, low, high) /
    highest;
}

/** 53 bits of two multiplicative hashes over the text, mixed at the end so that every character reaches every bit. */
function hash53(text: string, low: number, high: number): number {
  let one = mix(low ^ 0x9e3779b9) ^ high;
  let two = mix(high ^ 0x85ebca6b) ^ low;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    one = Math.imul(one ^ unit, 0x9e3779b1);
    two = Math.imul(two ^ unit, 0x5f356495);
    one ^= one >>> 15;
    two ^= two >>> 13;
  }
  const first = mix(one ^ (two >>> 7));
  const second = mix(two ^ first);
  return (first >>> 11) * 2 ** 32 + second;
}

/** The finish of MurmurHash3: each bit of the input flips half of those of the output. */
function mix(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
