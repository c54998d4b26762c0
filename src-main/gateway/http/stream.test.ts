import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HandWorker, Rig } from '../testing/rig.fixture';

let rig: Rig;
let worker: HandWorker;

beforeAll(async () => {
  rig = await Rig.start();
  worker = new HandWorker(rig.queue());
});
afterAll(async () => {
  await worker.close();
  await rig.stop();
});

const submit = async (json: object, init: object = {}) =>
  (await (await rig.fetch('/jobs', { json, ...init })).json()) as {
    jobId: string;
    state: string;
    replayed?: true;
  };

describe('streams (SSE)', () => {
  async function* events(response: Response) {
    let text = '';
    for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(part).toString();
      const blocks = text.split('\n\n');
      text = blocks.pop() as string;
      for (const block of blocks) {
        const field = (name: string) => block.match(new RegExp(`^${name}: (.*)$`, 'm'))?.[1];
        if (field('event'))
          yield { event: field('event'), id: field('id'), data: JSON.parse(field('data') as string) };
      }
    }
  }

  it("tells a job's events with ids, and resumes after the last", async () => {
    const { jobId } = await submit({ type: 'stream', payload: 1 });
    const job = await worker.take();
    const first = events(await rig.fetch(`/jobs/${jobId}/stream`));
    expect(await first.next()).toMatchObject({ value: { event: 'job_state', data: { state: 'active' } } });
    await worker.chunk(job, 1, 'a');
    expect(await first.next()).toMatchObject({
      value: { event: 'job_chunk', id: '1-1', data: { seq: 1, data: 'a' } },
    });
    await first.return(undefined);
    await worker.chunk(job, 2, 'b');
    const second = events(await rig.fetch(`/jobs/${jobId}/stream`, { headers: { 'last-event-id': '1-1' } }));
    const seen = [];
    await worker.complete(job, 'done');
    for await (const each of second) seen.push([each.event, each.id]);
    expect(seen.filter(([event]) => event !== 'job_state')).toEqual([
      ['job_chunk', '1-2'],
      ['job_result', undefined],
    ]);
  });

  it('ends with ATTEMPT_LOST when the attempt it began is lost', async () => {
    const { jobId } = await submit({ type: 'stream', payload: 1 });
    const job = await worker.take();
    await worker.chunk(job, 1, 'a');
    const reading = events(await rig.fetch(`/jobs/${jobId}/stream`));
    const seen: unknown[] = [(await reading.next()).value?.event];
    await worker.release(job);
    const again = await worker.take();
    await worker.chunk(again, 1, 'a again');
    let last: { event?: string; data?: { code?: string } } = {};
    for await (const each of reading) {
      seen.push(each.event);
      last = each as typeof last;
    }
    expect(last).toMatchObject({ event: 'error', data: { code: 'ATTEMPT_LOST' } });
    expect(JSON.stringify(seen)).not.toContain('stream_reset');
    await worker.complete(again, 1);
  });

  it('refuses a Last-Event-ID that is none', async () => {
    const response = await rig.fetch('/jobs/x/stream', { headers: { 'last-event-id': 'seven' } });
    expect(response.status).toBe(400);
  });
});
