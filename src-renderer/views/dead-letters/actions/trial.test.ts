import { describe, expect, it } from 'vitest';
import type { JobView } from '../../../../src-core/protocol/http';
import { isOver, trialOf } from './trial';

const at = (s: number) => new Date(1_700_000_000_000 + s * 1000).toISOString();
const oom = { code: 'OOM', message: 'out of memory on gpu 0' };
const attempt = (fence: number, over: Partial<JobView['history'][number]>) => ({
  attempt: fence,
  fence,
  worker: 'rig1:gpu0',
  startedAt: at(fence),
  endedAt: at(fence + 2),
  outcome: 'failed' as const,
  ...over,
});
const before: JobView = {
  id: 'j1',
  queue: 'images',
  type: 'render',
  state: 'dead',
  priority: 5,
  createdAt: at(0),
  attempt: 1,
  attempts: 1,
  timeoutMs: 90_000,
  error: oom,
  history: [attempt(1, { error: oom })],
};
const now = (state: JobView['state'], over: Partial<JobView> = {}): JobView => ({
  ...before,
  state,
  ...over,
});
const second = (over: Partial<JobView['history'][number]>) => ({
  history: [...before.history, attempt(2, over)],
});

describe('trialOf', () => {
  it.each<[string, JobView | null, ReturnType<typeof trialOf>]>([
    ['it was not sent again yet', before, { phase: 'waiting' }],
    ['it waits', now('waiting'), { phase: 'waiting' }],
    [
      'it runs',
      now('active', second({ outcome: 'running', endedAt: undefined })),
      { phase: 'running', worker: 'rig1:gpu0', startedAt: at(2) },
    ],
    [
      'it is tried once more after the same failure on another GPU',
      now('scheduled', {
        ...second({ error: { code: 'OOM', message: 'out of memory on gpu 3' } }),
        dueAt: at(9),
      }),
      {
        phase: 'retrying',
        error: { code: 'OOM', message: 'out of memory on gpu 3' },
        same: true,
        dueAt: at(9),
      },
    ],
    [
      'it passed',
      now('completed', { ...second({ outcome: 'completed' }), worker: 'rig1:gpu0' }),
      { phase: 'passed', worker: 'rig1:gpu0', ranMs: 2000 },
    ],
    ['it failed again', now('dead', second({ error: oom })), { phase: 'failed', error: oom, same: true }],
    [
      'it failed in another way',
      now('dead', second({ error: { code: 'TIMEOUT', message: 'too slow' } })),
      { phase: 'failed', error: { code: 'TIMEOUT', message: 'too slow' }, same: false },
    ],
    ['it was cancelled', now('cancelled'), { phase: 'ended', how: 'cancelled' }],
    ['it was removed', null, { phase: 'ended', how: 'gone' }],
  ])('says that %s', (_name, now, trial) => {
    expect(trialOf(before, now)).toEqual(trial);
  });

  it('is over when nothing more will happen', () => {
    expect(isOver(trialOf(before, now('completed')))).toBe(true);
    expect(isOver(trialOf(before, null))).toBe(true);
    expect(isOver(trialOf(before, now('waiting')))).toBe(false);
  });
});
