import { z } from 'zod';
import { errorAnswerSchema } from '../../../../src-core/protocol/http';
import { query } from '../../../connection/api';
import { ApiError } from '../../../connection/api-error';
import { currentGateway } from '../../../connection/gateway';
import { SseReader } from './sse-events';

const chunkSchema = z.object({ attempt: z.number(), seq: z.number(), data: z.unknown() });
export type StreamedChunk = z.infer<typeof chunkSchema>;

/** How a stream ended: with the job, or because its attempt was lost and the next one starts over. */
export type StreamEnd = 'done' | 'attempt lost';

/**
 * Reads a job's chunks from the first of its attempt on, as they come, until the job is over.
 * @throws ApiError when the gateway refuses, or the connection is lost
 */
export async function followStream(
  { queue, id }: { queue: string; id: string },
  onChunks: (chunks: StreamedChunk[]) => void,
  signal: AbortSignal,
): Promise<StreamEnd> {
  const gateway = currentGateway();
  if (!gateway) throw new ApiError('UNREACHABLE', 'Not connected to a gateway yet.', { status: 0 });
  if (gateway.answer) throw await refusal(gateway.answer('GET', `/jobs/${encodeURIComponent(id)}/stream`));
  const answer = await fetch(gateway.url + query(`/jobs/${encodeURIComponent(id)}/stream`, { queue }), {
    headers: gateway.token === null ? {} : { authorization: `Bearer ${gateway.token}` },
    credentials: gateway.token === null ? 'same-origin' : 'omit',
    signal,
  });
  if (!answer.ok || !answer.body) throw await refusal(answer);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  const events = new SseReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return 'done';
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    const chunks: StreamedChunk[] = [];
    for (const line of lines) {
      const event = events.line(line);
      if (event?.name === 'job_chunk') chunks.push(chunkSchema.parse(JSON.parse(event.data)));
      if (event?.name === 'stream_reset') chunks.length = 0;
      if (event?.name === 'error' && event.data.includes('"ATTEMPT_LOST"')) return 'attempt lost';
    }
    if (chunks.length > 0) onChunks(chunks);
  }
}

async function refusal(answer: Response): Promise<ApiError> {
  const known = errorAnswerSchema.safeParse(await answer.json().catch(() => undefined));
  if (!known.success)
    return new ApiError('BAD_ANSWER', `The gateway answered ${answer.status}.`, { status: answer.status });
  const { code, message } = known.data.error;
  return new ApiError(code, message, { status: answer.status });
}
