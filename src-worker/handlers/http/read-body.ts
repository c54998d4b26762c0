import { ChunkSender } from '../chunk-sender';
import type { JobContext } from '../handler';

/** A response's body as it is kept. */
export interface ReadBody {
  body: string;
  bodyEncoding?: 'base64';
  truncated?: true;
  bytes: number;
}

/** Reads at most `limit` bytes; what is left of the response is given up. */
export async function readBody(response: AsyncIterable<Uint8Array>, limit: number): Promise<ReadBody> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  let truncated = false;
  for await (const piece of response) {
    const room = limit - bytes;
    truncated = piece.byteLength > room;
    pieces.push(truncated ? piece.subarray(0, room) : piece);
    bytes += Math.min(piece.byteLength, room);
    if (truncated) break;
  }
  return { ...asText(Buffer.concat(pieces), truncated), ...(truncated && { truncated }), bytes };
}

/** Hands the text on in chunks `{data}` while it comes, as fast as they are taken. */
export async function streamBody(
  response: AsyncIterable<Uint8Array>,
  limit: number,
  context: JobContext,
): Promise<ReadBody> {
  const sender = new ChunkSender(context);
  const decoder = new TextDecoder();
  let bytes = 0;
  let truncated = false;
  for await (const piece of response) {
    const room = limit - bytes;
    truncated = piece.byteLength > room;
    const kept = truncated ? piece.subarray(0, room) : piece;
    bytes += kept.byteLength;
    const data = decoder.decode(kept, { stream: true });
    if (data !== '') await sender.send({ data });
    if (truncated) break;
  }
  const rest = decoder.decode();
  if (rest !== '' && !truncated) await sender.send({ data: rest });
  await sender.flush();
  return { body: '', ...(truncated && { truncated: true as const }), bytes };
}

function asText(bytes: Buffer, truncated: boolean): { body: string; bodyEncoding?: 'base64' } {
  try {
    // A cut may go through a character: `stream` leaves its beginning out.
    return { body: new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: truncated }) };
  } catch {
    return { body: bytes.toString('base64'), bodyEncoding: 'base64' };
  }
}
