import { expect, it } from 'vitest';
import { readConfig } from '../config';
import { settingsShown } from './settings';

it('shows the settings in force, and no secret', () => {
  const config = readConfig({
    REDIS_URL: 'redis://:SECRET1@r:6379',
    SIGNALBOX_ADMIN_TOKEN: 'SECRET2',
    SIGNALBOX_CLIENT_TOKENS: 'web:SECRET3,batch:SECRET4:echo',
    SIGNALBOX_WORKER_TOKENS: 'gpu:SECRET5',
    SIGNALBOX_JWT_SECRET: 'SECRET6-SECRET6',
    OPENAI_BASE_URL: 'https://u:SECRET7@models.example/v1?key=SECRET8',
    OPENAI_API_KEY: 'SECRET9',
    DATABASE_URL: 'postgres://u:SECRETA@db/x',
    QUEUE_ALERT_PENDING: '7',
  });
  const settings = settingsShown(config);
  expect(settings).toMatchObject({
    QUEUE_ALERT_PENDING: '7',
    SIGNALBOX_ADMIN_TOKEN: 'set',
    SIGNALBOX_CLIENT_TOKENS: 'web, batch',
    SIGNALBOX_WORKER_TOKENS: 'gpu',
    OPENAI_BASE_URL: 'https://models.example/v1',
    OPENAI_API_KEY: 'set',
    SIGNALBOX_RELAY: 'true',
    SIGNALBOX_RELAY_ALLOW: 'loopback',
  });
  expect(JSON.stringify(settings)).not.toMatch(/SECRET[0-9A]/);
  expect(settings).not.toHaveProperty('WORKER_ID');
});
