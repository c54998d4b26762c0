import type { FrameData } from '../wire';

const textEndings = ['.json', '.jsonl', '.txt', '.csv', '.md', '.xml', '.yaml', '.yml'];

/**
 * What is sent for a file: as text when its name ends in .json, .jsonl, .txt, .csv, .md, .xml, .yaml or .yml, else as a
 * binary frame. Throws when such a text is no UTF-8.
 */
export function fileFrame(path: string, bytes: Uint8Array): FrameData {
  if (!textEndings.some((ending) => path.toLowerCase().endsWith(ending))) return bytes;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`"${path}" is no UTF-8 text; with another ending it is sent as binary`);
  }
}
