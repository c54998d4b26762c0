import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Rig } from '../../../src-main/gateway/testing/rig.fixture';
import type { Recording } from '../recording';
import { readRecording } from './read-recording';
import { replay } from './replay';
import { dialFor } from '../collections/dial.fixture';
import { playJob, Talk } from './talk.fixture';
import { writeRecording } from './write-recording';

let rig: Rig;
let dial: ReturnType<typeof dialFor>;
let recording: Recording;

beforeAll(async () => {
  rig = await Rig.start();
  dial = dialFor({
    url: rig.address.url,
    tokens: { client: 'web-token', worker: 'gpu-token', monitor: 'admin-token' },
  });
  const talk = new Talk(dial, { secrets: ['web-token', 'gpu-token', 'admin-token'] });
  await playJob(talk, { scene: 7 }, { id: 'order-17' });
  recording = readRecording(writeRecording(talk.recorder.finish()));
});
afterAll(() => rig.stop());

describe('a whole job with client, worker and monitor', () => {
  it('replays green again and again', async () => {
    for (let i = 0; i < 5; i += 1) {
      const report = await replay(recording, { dial, speed: 'fastest' });
      expect(report).toMatchObject({ passed: true, sent: 9 });
    }
  });
});
