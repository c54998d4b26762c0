import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Rig } from '../../../src-main/gateway/testing/rig.fixture';
import type { Collection } from '../collection';
import { dialFor } from './dial.fixture';
import { readCollection } from './read-collection';
import { runCollection } from './run-collection';

const example = new URL('../../../docs/examples/whole-job.collection.yaml', import.meta.url);

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.start();
});
afterAll(() => rig.stop());

async function run(change: (text: string) => string = (text) => text) {
  const { collection, issues } = readCollection(change(await readFile(example, 'utf8')));
  expect(issues).toEqual([]);
  const tokens = { client: 'web-token', worker: 'gpu-token' };
  return await runCollection(collection as Collection, { dial: dialFor({ url: rig.address.url, tokens }) });
}

it('plays a whole job as client and as worker, again and again', async () => {
  for (let times = 0; times < 3; times += 1) {
    const report = await run();
    const faults = report.requests.flatMap(({ failure, expectations }) => [
      ...(failure === undefined ? [] : [failure]),
      ...expectations.filter(({ passed }) => !passed),
    ]);
    expect(faults).toEqual([]);
    expect(report).toMatchObject({ passed: true, requests: { length: 7 } });
  }
});

it('names the frame and the field that is otherwise', async () => {
  const report = await run((text) =>
    text
      .replace('attempt: 1, payload: { scene: 7 }', 'attempt: 1, payload: { scene: 8 }')
      .replace('capture: { fence: $.fence }', 'within: 300ms')
      .replace('the client is told in order', 'order\n    within: 300ms'),
  );
  expect(report.passed).toBe(false);
  expect(report.requests[2]?.expectations[1]?.message).toMatch(
    /^\$\.job\.payload\.scene was 7, expected 8; that is the nearest that came on "worker" in \d+ ms, frame \d+: \{"type":"job_assigned"/,
  );
  expect(report.requests[3]?.failure).toMatch(/^unknown variable "fence"; known: .*jobId/);
});
