import { expect, it } from 'vitest';
import type { TraceEvent } from '../../../../src-core/protocol/job';
import { eventText } from './event-text';

it.each<[Omit<TraceEvent, 'at'>, string]>([
  [{ kind: 'ready' }, ''],
  [{ kind: 'log', detail: 'hello' }, 'hello'],
  [{ kind: 'progress', detail: '40 half way' }, '40 % half way'],
  [{ kind: 'progress', detail: '40 ' }, '40 %'],
  [{ kind: 'failed', detail: { code: 'BOOM', message: 'no luck' } }, 'BOOM: no luck'],
  [{ kind: 'retry', detail: { dueAt: 3000 } }, 'due 2 s later'],
  [{ kind: 'chunk', detail: { firstSeq: 1, lastSeq: 1, bytes: 20 } }, '1, 20 B'],
  [{ kind: 'chunk', detail: { firstSeq: 1, lastSeq: 9, bytes: 2000 } }, '1 to 9, 2 kB'],
  [
    { kind: 'frame', detail: { type: 'submit_job', direction: 'in', role: 'client', bytes: 90 } },
    'submit_job from client, 90 B',
  ],
])('%j: %s', (event, expected) => {
  expect(eventText({ at: 1000, ...event })).toBe(expected);
});
