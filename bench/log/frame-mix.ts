/** What a busy client's socket says: conversations of jobs that run at once, a large answer now and then, a few bytes. */
export function* frameMix(): Generator<string | Uint8Array> {
  for (let round = 0; ; round += 1) {
    const jobs = Array.from({ length: 8 }, (_, n) => `j${(round * 8 + n).toString(36).padStart(20, '0')}`);
    for (const [n, jobId] of jobs.entries())
      yield json({ type: 'job_accepted', ref: round * 8 + n, jobId, state: 'waiting' });
    for (const jobId of jobs)
      yield json({ type: 'job_state', jobId, state: 'active', attempt: 1, at: Date.now() });
    for (let seq = 1; seq <= 24; seq += 1) {
      for (const jobId of jobs)
        yield json({
          type: 'job_chunk',
          jobId,
          attempt: 1,
          seq,
          data: { delta: { content: `word ${seq} of ${round} ` } },
        });
      if (seq % 8 === 0)
        for (const jobId of jobs)
          yield json({ type: 'job_progress', jobId, percent: (seq * 100) / 24, note: 'writing' });
    }
    for (const [n, jobId] of jobs.entries())
      yield n === 3
        ? json({
            type: 'job_error',
            jobId,
            error: { code: 'MODEL_BUSY', message: `no slot in round ${round}` },
            willRetry: true,
          })
        : json({
            type: 'job_result',
            jobId,
            result: { id: `chat-${round}`, text: 'lorem ipsum dolor sit amet '.repeat(20 + (round % 60)) },
          });
    yield Uint8Array.from({ length: 256 }, (_, at) => (at * round) & 255);
  }
}

function json(frame: object): string {
  return JSON.stringify(frame);
}
