import { describe, expect, it } from 'vitest';
import { jobOf } from '../../../../src-core/explain/story.fixture';
import { copyForm, copyRequest } from './copy-request';

const job = jobOf({
  payload: { a: 1 },
  priority: 2,
  attempts: 7,
  timeoutMs: 500,
  labels: { zone: 'eu' },
  clientId: 'ada',
  runs: [{ from: 0, to: 1 }],
});

describe('a copy of a job', () => {
  it('has the options of the original, but neither its id nor its client', () => {
    expect(copyRequest(job, copyForm(job))).toEqual({
      request: {
        type: 'chat',
        payload: { a: 1 },
        queue: 'default',
        priority: 2,
        attempts: 7,
        timeoutMs: 500,
        labels: { zone: 'eu' },
      },
    });
  });

  it('has what was changed', () => {
    const form = { type: 'echo', priority: 0, payload: '[1]' };
    expect(copyRequest(job, form)).toMatchObject({ request: { type: 'echo', priority: 0, payload: [1] } });
  });

  it('says what is wrong', () => {
    expect(copyRequest(job, { ...copyForm(job), payload: '{' })).toMatchObject({
      faults: [{ path: 'payload' }],
    });
    expect(copyRequest(job, { ...copyForm(job), type: '9' })).toMatchObject({
      faults: [{ path: 'type', message: expect.stringContaining('must begin with a letter') }],
    });
  });

  it('of a job without a payload has null', () => {
    expect(copyForm(jobOf()).payload).toBe('null');
  });
});
