import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../src-core/protocol/config-error';
import { readConfig } from './config';
import type { Machine } from './config-data-folder';
import type { Environment, Overrides } from './config-reader';

const linux: Machine = { platform: 'linux', homeDir: '/home/u', workingDir: '/srv/app', processors: 2 };

function read(env: Environment = {}, overrides: Overrides = {}, machine = linux) {
  return readConfig(env, overrides, { machine });
}

function faultOf(env: Environment, overrides: Overrides = {}): ConfigError {
  try {
    read(env, overrides);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error(`accepted ${JSON.stringify({ env, overrides })}`);
}

describe('defaults', () => {
  it('are those of the contract', () => {
    expect(read()).toEqual({
      host: '127.0.0.1',
      port: 8000,
      dataDir: '/home/u/.local/share/signalbox',
      collectionsDir: '/home/u/.local/share/signalbox/collections',
      simulator: true,
      relay: { enabled: true, allow: ['loopback'] },
      production: false,
      logLevel: 'info',
      drainTimeoutMs: 10_000,
      execution: 'queue',
      redis: null,
      redisMaxConnections: 20,
      databaseUrl: null,
      access: {
        adminToken: null,
        clientTokens: [],
        workerTokens: [],
        jwtSecret: null,
        secureCookies: false,
        allowedOrigins: [],
        allowedHosts: [],
      },
      openai: { timeoutMs: 90_000 },
      workers: {
        id: null,
        poolSize: 2,
        concurrency: 5,
        httpTimeoutMs: 90_000,
        httpRetries: 3,
        httpAllow: ['loopback'],
        handlersFile: null,
      },
      queue: {
        name: 'default',
        batchSize: 100,
        pollIntervalMs: 15_000,
        maxRetries: 3,
        alertPending: 10_000,
        maxWaiting: 100_000,
      },
    });
  });

  it('hold for empty values, and for this machine', () => {
    const empty = Object.fromEntries(
      ['SIGNALBOX_PORT', 'REDIS_URL', 'PROD', 'LOG_LEVEL'].map((name) => [name, ' ']),
    );
    expect(read(empty)).toEqual(read());
    expect(readConfig({}).port).toBe(8000);
  });

  it.each([
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/signalbox'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/u/.local/share/signalbox'],
    ['darwin', {}, '/home/u/Library/Application Support/Signalbox'],
    ['win32', { APPDATA: 'C:\\Users\\u\\AppData\\Roaming' }, 'C:\\Users\\u\\AppData\\Roaming\\Signalbox'],
    ['win32', {}, '\\home\\u\\AppData\\Roaming\\Signalbox'],
  ] as const)('puts the data on %s with %j into %s', (platform, env, folder) => {
    const { dataDir, collectionsDir } = read(env, {}, { ...linux, platform });
    expect(dataDir).toBe(folder);
    expect(collectionsDir).toBe(platform === 'win32' ? `${folder}\\collections` : `${folder}/collections`);
  });

  it('are frozen all the way down', () => {
    const config = read({ SIGNALBOX_CLIENT_TOKENS: 'a:b:c+d' });
    expect(() => Object.assign(config, { port: 1 })).toThrow(TypeError);
    expect(() => Object.assign(config.access.clientTokens[0] ?? {}, { name: 'x' })).toThrow(TypeError);
    expect(Object.isFrozen(config.access.clientTokens[0]?.types)).toBe(true);
  });
});

describe('values', () => {
  it('are read from every variable', () => {
    const config = read({
      SIGNALBOX_HOST: '0.0.0.0',
      SIGNALBOX_PORT: '0',
      SIGNALBOX_DATA: 'data',
      SIGNALBOX_COLLECTIONS: '~/flows',
      SIGNALBOX_ADMIN_TOKEN: 'a.b_c~d-e',
      SIGNALBOX_CLIENT_TOKENS: 'web:t1, app:t2:echo+llm.chat,',
      SIGNALBOX_WORKER_TOKENS: 'gpu:t3',
      SIGNALBOX_JWT_SECRET: 'long enough secret',
      SIGNALBOX_ALLOWED_ORIGINS: 'https://a.example, app://console',
      SIGNALBOX_ALLOWED_HOSTS: 'a.example,[::1]:8000',
      DATABASE_URL: 'postgres://u:p@db/x',
      OPENAI_BASE_URL: 'http://localhost:11434/v1',
      OPENAI_API_KEY: 'sk-1',
      WORKER_ID: 'w1',
      WORKER_POOL_SIZE: '10',
      WORKER_MAX_CONCURRENT_JOBS: '7',
      WORKER_HTTP_TIMEOUT: '30s',
      WORKER_RETRY_COUNT: '0',
      QUEUE_BATCH_SIZE: '5',
      QUEUE_POLL_INTERVAL: '500ms',
      QUEUE_MAX_RETRIES: '1',
      QUEUE_ALERT_PENDING: '9',
      QUEUE_MAX_WAITING: '0',
      EXECUTION: 'direct',
      DRAIN_TIMEOUT: '2m',
      LOG_LEVEL: 'DEBUG',
    });
    expect(config).toMatchObject({
      host: '0.0.0.0',
      port: 0,
      dataDir: '/srv/app/data',
      collectionsDir: '/home/u/flows',
      logLevel: 'debug',
      drainTimeoutMs: 120_000,
      execution: 'direct',
      redisMaxConnections: 52,
      databaseUrl: 'postgres://u:p@db/x',
      access: {
        adminToken: 'a.b_c~d-e',
        clientTokens: [
          { name: 'web', token: 't1', types: null },
          { name: 'app', token: 't2', types: ['echo', 'llm.chat'] },
        ],
        workerTokens: [{ name: 'gpu', token: 't3', types: null }],
        jwtSecret: 'long enough secret',
        allowedOrigins: ['https://a.example', 'app://console'],
        allowedHosts: ['a.example', '[::1]:8000'],
      },
      openai: { baseUrl: 'http://localhost:11434/v1', apiKey: 'sk-1', timeoutMs: 30_000 },
      workers: { id: 'w1', poolSize: 10, concurrency: 7, httpTimeoutMs: 30_000, httpRetries: 0 },
      queue: { batchSize: 5, pollIntervalMs: 500, maxRetries: 1, alertPending: 9, maxWaiting: null },
    });
  });

  it('give way to command-line options', () => {
    const env = {
      SIGNALBOX_PORT: '1',
      WORKER_POOL_SIZE: '1',
      SIGNALBOX_DATA: '/a',
      REDIS_URL: 'redis://env',
    };
    const overrides = {
      port: '2',
      workers: '0',
      concurrency: '9',
      data: '~/b',
      collections: 'flows',
      redis: 'redis://option:1234/2',
      token: 'mine',
      queue: 'other',
      handlers: './h.js',
      host: '::1',
    };
    expect(read(env, overrides)).toMatchObject({
      host: '::1',
      port: 2,
      dataDir: '/home/u/b',
      collectionsDir: '/srv/app/flows',
      redis: { host: 'option', port: 1234, db: 2 },
      access: { adminToken: 'mine' },
      workers: { poolSize: 0, concurrency: 9, handlersFile: '/srv/app/h.js' },
      queue: { name: 'other' },
    });
  });

  it.each([
    ['90s', 90_000],
    ['90', 90_000],
    ['0.5', 500],
    ['500ms', 500],
    ['1.5m', 90_000],
    ['2 h', 7_200_000],
  ])('reads the duration %s as %i ms', (text, ms) => {
    expect(read({ DRAIN_TIMEOUT: text }).drainTimeoutMs).toBe(ms);
  });
});

describe('redis', () => {
  it.each([
    [
      { REDIS_URL: 'redis://a', REDIS_HOST: 'b' },
      { kind: 'single', host: 'a' },
    ],
    [
      { REDIS_HOST: 'b', REDIS_PORT: '7000', REDIS_DB: '3' },
      { host: 'b', port: 7000, db: 3 },
    ],
    [{ REDIS_PORT: '7000' }, { host: 'localhost', port: 7000 }],
    [{ PROD: 'true' }, { host: 'redis', port: 6379 }],
    [{ REDIS_SENTINELS: 'main@s1:26379,s2' }, { kind: 'sentinel', name: 'main' }],
    [{ REDIS_CLUSTER: 'c1:7000,c2:7000' }, { kind: 'cluster' }],
  ])('%j is configured', (env, target) => {
    expect(read(env).redis).toMatchObject(target);
  });

  it('is not configured by what says nothing of a server', () => {
    expect(read({ PROD: 'false', REDIS_TLS: 'no', REDIS_MAX_CONNECTIONS: '30' })).toMatchObject({
      redis: null,
      redisMaxConnections: 30,
    });
  });

  it('names the option when its URL is wrong', () => {
    expect(faultOf({}, { redis: 'mysql://x' }).variable).toBe('--redis');
    expect(faultOf({ REDIS_URL: 'mysql://x' }).variable).toBe('REDIS_URL');
  });
});

describe('a value that does not parse', () => {
  it.each([
    ['SIGNALBOX_PORT', '80a'],
    ['SIGNALBOX_PORT', '65536'],
    ['SIGNALBOX_PORT', '-1'],
    ['SIGNALBOX_ADMIN_TOKEN', 'a/b'],
    ['SIGNALBOX_CLIENT_TOKENS', 'name'],
    ['SIGNALBOX_CLIENT_TOKENS', ':token'],
    ['SIGNALBOX_CLIENT_TOKENS', 'a:b:c:d'],
    ['SIGNALBOX_CLIENT_TOKENS', 'a:b='],
    ['SIGNALBOX_CLIENT_TOKENS', 'a:b:9type'],
    ['SIGNALBOX_CLIENT_TOKENS', 'a:b:'],
    ['SIGNALBOX_CLIENT_TOKENS', 'a:1,a:2'],
    ['SIGNALBOX_WORKER_TOKENS', 'a:1,b:1'],
    ['SIGNALBOX_JWT_SECRET', 'short'],
    ['SIGNALBOX_ALLOWED_ORIGINS', 'a.example'],
    ['SIGNALBOX_ALLOWED_ORIGINS', 'https://a.example/path'],
    ['SIGNALBOX_ALLOWED_HOSTS', 'https://a.example'],
    ['SIGNALBOX_RELAY', 'perhaps'],
    ['SIGNALBOX_RELAY_ALLOW', 'loopback,10.0.0.0/33'],
    ['DATABASE_URL', 'mysql://u:hunter2@x'],
    ['OPENAI_BASE_URL', 'localhost:11434'],
    ['WORKER_ID', 'a b'],
    ['WORKER_POOL_SIZE', '257'],
    ['WORKER_POOL_SIZE', '1.5'],
    ['WORKER_MAX_CONCURRENT_JOBS', '0'],
    ['WORKER_HTTP_TIMEOUT', '90 seconds'],
    ['WORKER_RETRY_COUNT', 'x'],
    ['QUEUE_BATCH_SIZE', '0'],
    ['QUEUE_POLL_INTERVAL', '0'],
    ['QUEUE_POLL_INTERVAL', '597h'],
    ['QUEUE_MAX_RETRIES', '1e3'],
    ['QUEUE_ALERT_PENDING', '-'],
    ['QUEUE_MAX_WAITING', 'none'],
    ['EXECUTION', 'both'],
    ['DRAIN_TIMEOUT', '-5s'],
    ['LOG_LEVEL', 'loud'],
    ['PROD', 'maybe'],
    ['REDIS_TLS', 'maybe'],
    ['REDIS_PORT', 'x'],
    ['REDIS_MAX_CONNECTIONS', '1'],
  ])('stops the start: %s=%s', (variable, value) => {
    const fault = faultOf({ [variable]: value });
    expect(fault.variable).toBe(variable);
    expect(fault.message).toContain(`${variable}: `);
    expect(fault.accepted).not.toBe('');
  });

  it('is blamed on the option it came from', () => {
    expect(faultOf({}, { port: 'x' }).message).toBe(
      '--port: "x" is not accepted; accepted: a whole number from 0 to 65535',
    );
    expect(faultOf({}, { queue: 'a b' }).variable).toBe('--queue');
    expect(faultOf({}, { token: 'a b' }).variable).toBe('--token');
  });

  it('finds a token that is used twice, in whichever lists', () => {
    const fault = faultOf({ SIGNALBOX_CLIENT_TOKENS: 'a:same-one', SIGNALBOX_WORKER_TOKENS: 'b:same-one' });
    expect(fault.message).toContain('"b" is also in SIGNALBOX_CLIENT_TOKENS');
    expect(fault.message).not.toContain('same-one');
    expect(faultOf({ SIGNALBOX_ADMIN_TOKEN: 'x', SIGNALBOX_CLIENT_TOKENS: 'a:x' }).message).toContain(
      'ADMIN',
    );
  });

  it('is never anything but a ConfigError, and never quoted when secret', () => {
    const secrets = ['SIGNALBOX_ADMIN_TOKEN', 'SIGNALBOX_JWT_SECRET', 'DATABASE_URL', 'OPENAI_BASE_URL'];
    // What is shorter may be in the fault's own words.
    const longEnough = fc.string({ minLength: 5 }).filter((value) => value.trim().length >= 5);
    const names = [...secrets, 'SIGNALBOX_PORT', 'SIGNALBOX_CLIENT_TOKENS', 'DRAIN_TIMEOUT', 'REDIS_URL'];
    fc.assert(
      fc.property(fc.constantFrom(...names), longEnough, (name, value) => {
        try {
          read({ [name]: value });
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
          if (secrets.includes(name)) expect((error as ConfigError).fault).not.toContain(value.trim());
        }
      }),
    );
  });
});
