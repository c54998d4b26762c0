import { describe, expect, it } from 'vitest';
import { clientFrameSchema, serverFrameSchema } from './client-frames';

const typesOf = (schema: typeof clientFrameSchema | typeof serverFrameSchema) =>
  schema.options.map((option) => option.shape.type.value).sort();

describe('the frames of /ws/client', () => {
  it('have the names the contract gives them', () => {
    expect(typesOf(clientFrameSchema)).toEqual(
      ['cancel_job', 'get_job', 'ping', 'resume', 'submit_job', 'unwatch_job', 'watch_job'].sort(),
    );
    expect(typesOf(serverFrameSchema)).toEqual(
      expect.arrayContaining([
        'welcome',
        'job_accepted',
        'job_rejected',
        'job_state',
        'job_progress',
        'job_chunk',
        'stream_reset',
        'job_result',
        'job_error',
        'draining',
        'error',
        'pong',
      ]),
    );
  });

  it.each([
    { type: 'submit_job', ref: 'a', job: { type: 'echo', payload: null, priority: 0 } },
    { type: 'watch_job', jobId: 'web~x', afterSeq: 0 },
    { type: 'resume', resumeToken: 't', jobs: [{ jobId: 'x', attempt: 1, afterSeq: 3 }] },
    { type: 'ping', ref: 7 },
  ])('takes %j', (frame) => expect(clientFrameSchema.parse(frame)).toEqual(frame));

  it.each([
    { type: 'submit_job', job: { type: 'echo', payload: 1, clientId: 'somebody' } },
    { type: 'submit_job', job: { type: 'echo', payload: 1 }, extra: 1 },
    { type: 'watch_job', jobId: 'a b' },
    { type: 'watch_job', jobId: 'x', afterSeq: -1 },
    { type: 'resume', resumeToken: '', jobs: [] },
    { type: 'ping', ref: {} },
    { type: 'toString' },
    null,
  ])('refuses %j', (frame) => expect(clientFrameSchema.safeParse(frame).success).toBe(false));
});
