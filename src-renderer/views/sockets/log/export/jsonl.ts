import { base64Of } from '../../connections/bytes';
import type { LoggedFrame } from '../frames';
import type { Masking } from './masking';

/** One line of the log as JSON: `text`, or `base64` of a binary frame. Times are ISO 8601 and epoch ms. */
export function jsonLine(frame: LoggedFrame, mask: Masking): string {
  const { seq, at, connectionId, connection, way, type, jobId, bytes } = frame;
  const data = mask.data(frame.data);
  return JSON.stringify({
    seq,
    time: new Date(at).toISOString(),
    at: Math.round(at * 1000) / 1000,
    connection,
    connectionId,
    direction: way,
    type: mask.text(type),
    ...(jobId !== '' && { jobId: mask.text(jobId) }),
    bytes,
    ...(typeof data === 'string' ? { text: data } : { base64: base64Of(data) }),
  });
}
