import { describe, expect, it } from 'vitest';
import type { JobView } from '../../../../src-core/protocol/http';
import { changePayloads, type PayloadRun } from './change-payloads';
import { mergePatch } from './merge-patch';

const job = (id: string, payload: unknown) => ({ id, payload }) as JobView;
async function* pagesOf(...pages: JobView[][]) {
  yield* pages;
}
const change = ({ payload }: JobView) => mergePatch(payload, { model: 'base' });

describe('changePayloads', () => {
  it('changes what differs, leaves what is right, and says what was refused', async () => {
    const written: [string, unknown][] = [];
    const seen: PayloadRun[] = [];
    const run = await changePayloads({
      pages: pagesOf([job('a', { model: 'xl', n: 1 }), job('b', { model: 'base' })], [job('c', {})]),
      change,
      write: async ({ id }, payload) => {
        if (id === 'c') return 'no dead letter any more';
        written.push([id, payload]);
        return null;
      },
      onProgress: (progress) => seen.push(progress),
      signal: new AbortController().signal,
    });
    expect(written).toEqual([['a', { model: 'base', n: 1 }]]);
    expect(run).toEqual({
      state: 'done',
      done: 3,
      changed: 1,
      unchanged: 1,
      refused: [{ id: 'c', message: 'no dead letter any more' }],
      before: new Map([['a', { model: 'xl', n: 1 }]]),
      error: null,
    });
    expect(seen.map(({ state, done }) => [state, done])).toEqual([
      ['running', 2],
      ['running', 3],
      ['done', 3],
    ]);
  });

  it('stops when told to, and says how far it came', async () => {
    const stop = new AbortController();
    const page = Array.from({ length: 40 }, (_, n) => job(`j${n}`, { n }));
    const run = await changePayloads({
      pages: pagesOf(page, page),
      change,
      write: async () => null,
      onProgress: ({ done }) => done >= 16 && stop.abort(),
      signal: stop.signal,
    });
    expect(run).toMatchObject({ state: 'stopped', done: 16, changed: 16 });
  });

  it('ends with the error that makes going on pointless', async () => {
    const run = await changePayloads({
      pages: pagesOf([job('a', {})]),
      change,
      write: () => Promise.reject(new Error('The gateway does not answer')),
      onProgress: () => undefined,
      signal: new AbortController().signal,
    });
    expect(run).toMatchObject({ state: 'failed', changed: 0, error: 'The gateway does not answer' });
  });

  it('keeps no earlier payloads when they are too large', async () => {
    const large = 'x'.repeat(900_000);
    const run = await changePayloads({
      pages: pagesOf(Array.from({ length: 25 }, (_, n) => job(`j${n}`, { large }))),
      change,
      write: async () => null,
      onProgress: () => undefined,
      signal: new AbortController().signal,
    });
    expect(run).toMatchObject({ changed: 25, before: null });
  });
});
