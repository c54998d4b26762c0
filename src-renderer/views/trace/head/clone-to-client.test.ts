import { describe, expect, it } from 'vitest';
import { createScope } from '../../../../src-core/conversation/templates/scope';
import { expandMessage } from '../../../../src-core/conversation/templates/expand-message';
import { clientFrameSchema } from '../../../../src-core/protocol/client-frames';
import type { JobView } from '../../../../src-core/protocol/http';
import { cloneText } from './clone-to-client';

const job: JobView = {
  id: 'a',
  queue: 'images',
  type: 'resize',
  state: 'completed',
  priority: 2,
  createdAt: '2026-11-21T14:00:00.000Z',
  attempt: 1,
  attempts: 4,
  timeoutMs: 90_000,
  requires: { gpu: true },
  payload: { text: 'a {{name}}, and \\{{one}}' },
  history: [],
};

describe('cloneText', () => {
  it('submits the same, braces of its payload left as they are', () => {
    const sent = JSON.parse(expandMessage(cloneText(job), createScope({})));
    expect(clientFrameSchema.parse(sent)).toEqual({
      type: 'submit_job',
      ref: 1,
      job: {
        type: 'resize',
        queue: 'images',
        priority: 2,
        attempts: 4,
        timeoutMs: 90_000,
        requires: { gpu: true },
        payload: job.payload,
      },
    });
  });
});
