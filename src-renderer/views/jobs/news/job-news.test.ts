import { beforeEach, describe, expect, it } from 'vitest';
import { jobOf } from '../../../../src-core/explain/story.fixture';
import type { JobView } from '../../../../src-core/protocol/http';
import type { QueueEvent } from '../../../../src-core/protocol/monitor-frames';
import type { JobFilter } from '../../../routing/routes';
import { JobList } from '../listing/job-list';
import { toRow } from '../listing/job-row';
import { JobNews } from './job-news';

const stored = new Map<string, JobView>();
const asked: string[] = [];
let top: string[] = [];
let list: JobList;

beforeEach(async () => {
  stored.clear();
  asked.length = 0;
  list = new JobList({
    isSearch: false,
    read: async (take) => {
      take([toRow(jobOf({ id: 'known' }))]);
      return true;
    },
  });
  await list.read();
});

const news = (filter: JobFilter) =>
  new JobNews(
    list,
    filter,
    async (_queue, id) => {
      asked.push(id);
      return stored.get(id) ?? null;
    },
    async () => top.map((id) => toRow(jobOf({ id }))),
  );

function event(kind: string, ids: string[], more: Partial<QueueEvent> = {}): QueueEvent {
  return { queue: 'default', kind, count: ids.length, ids, who: '', ...more };
}

describe('news of a list of jobs', () => {
  it('changes a job that is in the list where it stands, and reads it again', async () => {
    const some = news({});
    some.take([event('claimed', ['known'])]);
    expect(list.state.rows[0]).toMatchObject({ id: 'known', state: 'active', worker: '' });
    expect(some.count).toBe(0);
    stored.set('known', jobOf({ id: 'known', state: 'active', worker: 'w1' }));
    await some.refresh();
    expect(list.state.rows[0]).toMatchObject({ state: 'active', worker: 'w1' });
    await some.refresh();
    expect(asked).toEqual(['known']);
  });

  it('counts jobs that are new, also those that no event names', () => {
    const some = news({});
    some.take([
      event('added', ['a', 'b'], { count: 40 }),
      event('claimed', ['a']),
      event('completed', ['x']),
    ]);
    expect(some.count).toBe(40);
  });

  it('counts those that come into the state asked for, and no more those that leave it', () => {
    const some = news({ state: 'active' });
    some.take([event('added', ['a']), event('claimed', ['a', 'b'])]);
    expect(some.count).toBe(2);
    some.take([event('completed', ['a'])]);
    expect(some.count).toBe(1);
  });

  it('leaves other queues alone', () => {
    const some = news({ queue: 'mail' });
    some.take([event('added', ['a']), event('added', ['b'], { queue: 'mail' })]);
    expect(some.count).toBe(1);
  });

  it('reads what may belong to a filter that looks into jobs', async () => {
    const some = news({ type: 'chat', search: 'needle' });
    some.take([event('added', ['yes', 'other', 'plain', 'gone'])]);
    expect(some.count).toBe(0);
    stored.set('yes', jobOf({ id: 'yes', payload: { find: 'a NEEDLE' } }));
    stored.set('other', jobOf({ id: 'other', type: 'email', payload: 'needle' }));
    stored.set('plain', jobOf({ id: 'plain', payload: 'hay' }));
    await some.refresh();
    expect(some.count).toBe(1);
  });

  it('reads all that is listed again when events were missed, and counts what came untold', async () => {
    const some = news({});
    stored.set('known', jobOf({ id: 'known', state: 'dead' }));
    top = ['untold', 'known'];
    some.take([event('missed', [])]);
    await some.refresh();
    expect(list.state.rows[0]?.state).toBe('dead');
    expect(some.count).toBe(1);
  });

  it('reads a bounded number at once', async () => {
    const some = news({ type: 'chat' });
    some.take([
      event(
        'added',
        Array.from({ length: 50 }, (_, n) => `j${n}`),
      ),
    ]);
    await some.refresh();
    expect(asked).toHaveLength(20);
    await some.refresh();
    await some.refresh();
    expect(asked).toHaveLength(50);
  });
});
