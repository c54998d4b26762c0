import { expect, it } from 'vitest';
import { TopicCount } from './topic-count';

const settled = () => new Promise<void>((resolve) => queueMicrotask(resolve));

function counted() {
  const told: string[][] = [];
  return { told, count: new TopicCount((topics) => told.push(topics)) };
}

it('asks for a topic as long as somebody needs it', async () => {
  const { told, count } = counted();
  const first = count.need(['stats', 'workers']);
  const second = count.need(['workers']);
  await settled();
  first();
  await settled();
  second();
  await settled();
  expect(told).toEqual([['stats', 'workers'], ['workers'], []]);
});

it('says nothing when one view leaves and the next one needs the same', async () => {
  const { told, count } = counted();
  const first = count.need(['dlq']);
  await settled();
  first();
  count.need(['dlq']);
  await settled();
  expect(told).toEqual([['dlq']]);
});

it('counts a release once', async () => {
  const { count } = counted();
  const first = count.need(['jobs']);
  count.need(['jobs']);
  first();
  first();
  expect(count.topics()).toEqual(['jobs']);
});
