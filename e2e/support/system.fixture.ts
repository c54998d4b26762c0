import { afterAll, beforeAll } from 'vitest';
import { type ModelServer, startModelServer } from './model-server';
import { startTestRedis, type TestRedis } from './redis';
import { type RunningSystem, type SystemSettings, startSystem } from './system';

/** What the tests of one file run against. There from its own `beforeAll` on. */
export interface TestSystem {
  redis: TestRedis;
  /** What `llm.chat` asks. */
  model: ModelServer;
  system: RunningSystem;
}

/** Starts the built program for the tests of a file, with a Redis and a model of their own, and ends all after them. */
export function testSystem(settings: Omit<SystemSettings, 'redisUrl'>): TestSystem {
  const parts = {} as TestSystem;
  beforeAll(async () => {
    parts.redis = await startTestRedis();
    parts.model = await startModelServer();
    parts.system = await startSystem({
      ...settings,
      redisUrl: parts.redis.url,
      env: { OPENAI_BASE_URL: parts.model.baseUrl, ...settings.env },
    });
  });
  afterAll(async () => {
    try {
      await parts.system?.stop();
    } finally {
      await Promise.all([parts.model?.stop(), parts.redis?.stop()]);
    }
  });
  return parts;
}
