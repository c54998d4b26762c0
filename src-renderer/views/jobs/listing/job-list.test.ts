import { describe, expect, it } from 'vitest';
import { jobOf } from '../../../../src-core/explain/story.fixture';
import { ApiError } from '../../../connection/api-error';
import { JobList } from './job-list';
import { type JobRow, parseKey, runMs, toRow, waitMs } from './job-row';
import type { JobSource } from './job-source';

function rowsOf(...ids: string[]): JobRow[] {
  return ids.map((id) => toRow(jobOf({ id })));
}

/** Pages as they come, one each time it is asked. */
function pagesOf(...pages: string[][]): JobSource {
  let next = 0;
  return {
    isSearch: false,
    read: async (take) => {
      take(rowsOf(...(pages[next] ?? [])));
      next += 1;
      return next >= pages.length;
    },
  };
}

const ids = (list: JobList) => list.state.rows.map(({ id }) => id);

describe('a list of jobs', () => {
  it('reads a page each time it is asked, until there is no more', async () => {
    const list = new JobList(pagesOf(['a', 'b'], ['c']));
    expect(list.state).toMatchObject({ phase: 'more', first: true });
    await list.read();
    expect(ids(list)).toEqual(['a', 'b']);
    expect(list.state).toMatchObject({ phase: 'more', first: false });
    await list.read();
    expect(ids(list)).toEqual(['a', 'b', 'c']);
    expect(list.state.phase).toBe('done');
    await list.read();
    expect(list.state.phase).toBe('done');
  });

  it('has a job once, though pages shift while they are read', async () => {
    const list = new JobList(pagesOf(['a', 'b'], ['b', 'c']));
    await list.read();
    await list.read();
    expect(ids(list)).toEqual(['a', 'b', 'c']);
  });

  it('reads on over pages that bring nothing new', async () => {
    const list = new JobList(pagesOf(['a'], [], ['a'], ['b'], ['c']));
    await list.read();
    await list.read();
    expect(ids(list)).toEqual(['a', 'b']);
  });

  it('is read by one at a time', async () => {
    const list = new JobList(pagesOf(['a'], ['b']));
    await Promise.all([list.read(), list.read()]);
    expect(ids(list)).toEqual(['a']);
  });

  it('changes rows in place, and only those it has', async () => {
    const list = new JobList(pagesOf(['a', 'b']));
    await list.read();
    const before = list.state.rows;
    list.update([{ ...(rowsOf('b')[0] as JobRow), state: 'dead' }, ...rowsOf('x')]);
    expect(list.state.rows.map(({ id, state }) => [id, state])).toEqual([
      ['a', 'waiting'],
      ['b', 'dead'],
    ]);
    expect(list.state.rows[0]).toBe(before[0]);
    expect(list.row('default/b')?.state).toBe('dead');
    expect(list.has('default/x')).toBe(false);
  });

  it('keeps what a search found when it is stopped', async () => {
    let goOn: () => void = () => undefined;
    const source: JobSource = {
      isSearch: true,
      read: (take, progress, signal) => {
        take(rowsOf('a'));
        progress({ examined: 10, total: 100, limited: false });
        return new Promise((resolve, reject) => {
          goOn = () => resolve(true);
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        });
      },
    };
    const list = new JobList(source);
    const reading = list.read();
    expect(list.state).toMatchObject({ phase: 'reading', progress: { examined: 10, total: 100 } });
    list.stop();
    await reading;
    goOn();
    expect(list.state).toMatchObject({ phase: 'stopped', error: null });
    expect(ids(list)).toEqual(['a']);
  });

  it('says why it failed, and can be read again', async () => {
    let fails = true;
    const list = new JobList({
      isSearch: false,
      read: async (take) => {
        if (fails) throw new ApiError('REDIS_UNAVAILABLE', 'busy', { status: 503 });
        take(rowsOf('a'));
        return true;
      },
    });
    await list.read();
    expect(list.state).toMatchObject({ phase: 'failed', first: true, error: { code: 'REDIS_UNAVAILABLE' } });
    fails = false;
    await list.read();
    expect(list.state).toMatchObject({ phase: 'done', error: null });
    expect(ids(list)).toEqual(['a']);
  });

  it('holds 100,000 rows that come in pages', async () => {
    const pages = Array.from({ length: 500 }, (_, page) =>
      Array.from({ length: 200 }, (_, n) => `job-${page * 200 + n}`),
    );
    const list = new JobList(pagesOf(...pages));
    const began = performance.now();
    while (list.state.phase !== 'done') await list.read();
    expect(list.state.rows).toHaveLength(100_000);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

describe('a row', () => {
  it('tells how long the job waited and ran, or does so far', () => {
    const at = Date.parse(jobOf().createdAt);
    const waiting = toRow(jobOf());
    expect([waitMs(waiting, at + 500), runMs(waiting, at + 500)]).toEqual([500, null]);
    const active = toRow(jobOf({ state: 'active', runs: [{ from: 100, to: 200 }, { from: 300 }] }));
    expect([waitMs(active, at + 500), runMs(active, at + 500)]).toEqual([100, 200]);
    const delayed = toRow(jobOf({ state: 'scheduled' }));
    expect([waitMs(delayed, at + 500), runMs(delayed, at + 500)]).toEqual([null, null]);
    const begun = toRow(
      jobOf({ state: 'active', readyAt: new Date(at + 90).toISOString(), runs: [{ from: 100 }] }),
    );
    expect([waitMs(begun, at + 500), runMs(begun, at + 500)]).toEqual([10, 400]);
    const done = toRow(
      jobOf({
        state: 'completed',
        runs: [{ from: 100, to: 250 }],
        finishedAt: new Date(at + 250).toISOString(),
      }),
    );
    expect([waitMs(done, at + 500), runMs(done, at + 500)]).toEqual([100, 150]);
    const expired = toRow(jobOf({ state: 'expired', finishedAt: new Date(at + 5).toISOString() }));
    expect([waitMs(expired, at + 500), runMs(expired, at + 500)]).toEqual([null, null]);
  });

  it('has a key that names its queue and id, whatever is in the id', () => {
    const { key } = toRow(jobOf({ queue: 'a.b', id: 'ada~x/y' }));
    expect(parseKey(key)).toEqual({ queue: 'a.b', id: 'ada~x/y' });
  });
});
