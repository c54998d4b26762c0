import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../src-core/protocol/config-error';
import { readConfig } from './config';
import type { Machine } from './config-data-folder';
import { describeConfig } from './config-describe';
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

describe('listening beyond loopback', () => {
  it.each(['0.0.0.0', '::', '192.168.1.5', 'queue.example.org', '127.evil.example'])(
    'on %s needs a token',
    (host) => {
      expect(faultOf({ SIGNALBOX_HOST: host }).variable).toBe('SIGNALBOX_HOST');
      expect(faultOf({}, { host }).variable).toBe('--host');
      expect(read({ SIGNALBOX_HOST: host, SIGNALBOX_CLIENT_TOKENS: 'a:b' }).host).toBe(host);
      expect(readConfig({ SIGNALBOX_HOST: host }, {}, { listens: false }).host).toBe(host);
    },
  );

  it.each(['127.0.0.1', '127.0.0.2', 'localhost', '::1'])('on %s does not', (host) => {
    expect(read({ SIGNALBOX_HOST: host }).host).toBe(host);
  });
});

describe('describeConfig', () => {
  it('shows the settings and no secret', () => {
    const config = read({
      REDIS_URL: 'redis://u:SECRET1@r',
      DATABASE_URL: 'postgres://u:SECRET2@db/x?password=SECRET3',
      OPENAI_API_KEY: 'SECRET4',
      SIGNALBOX_ADMIN_TOKEN: 'SECRET5',
      SIGNALBOX_CLIENT_TOKENS: 'web:SECRET6',
      SIGNALBOX_WORKER_TOKENS: 'gpu:SECRET7',
      SIGNALBOX_JWT_SECRET: 'SECRET8-SECRET8',
      OPENAI_BASE_URL: 'https://u:SECRET9@models.example/v1',
    });
    const text = inspect(describeConfig(config), { depth: 9 });
    expect(text).not.toContain('SECRET');
    for (const shown of ['web', 'gpu', 'r:6379', 'db/x', 'models.example', '8000'])
      expect(text).toContain(shown);
  });
});

describe('simulations', () => {
  it('are for the machine alone unless they are allowed', () => {
    expect(read().simulator).toBe(true);
    expect(read({ PROD: 'true' }).simulator).toBe(false);
    expect(read({ SIGNALBOX_HOST: '0.0.0.0', SIGNALBOX_ADMIN_TOKEN: 't' }).simulator).toBe(false);
    expect(read({ PROD: 'true', SIGNALBOX_SIMULATOR: 'yes' }).simulator).toBe(true);
    expect(read({ SIGNALBOX_SIMULATOR: 'off' }).simulator).toBe(false);
    expect(faultOf({ SIGNALBOX_SIMULATOR: 'perhaps' }).variable).toBe('SIGNALBOX_SIMULATOR');
  });
});

describe('the relay', () => {
  const beyond = { SIGNALBOX_HOST: '0.0.0.0', SIGNALBOX_ADMIN_TOKEN: 't' };

  it('is for the machine alone unless it is allowed', () => {
    expect(read({ SIGNALBOX_HOST: '::1' }).relay).toEqual({ enabled: true, allow: ['loopback'] });
    for (const env of [{ PROD: 'true' }, beyond])
      expect(read(env).relay).toEqual({ enabled: false, allow: [] });
    expect(read({ ...beyond, SIGNALBOX_RELAY: 'yes' }).relay).toEqual({ enabled: true, allow: [] });
    expect(read({ SIGNALBOX_RELAY: 'off' }).relay.enabled).toBe(false);
  });

  it('reaches what is listed, and then nothing else that is not public', () => {
    const SIGNALBOX_RELAY_ALLOW = 'queue.internal:8000, 10.0.0.0/8,private';
    expect(read({ SIGNALBOX_RELAY_ALLOW }).relay.allow).toEqual([
      'queue.internal:8000',
      '10.0.0.0/8',
      'private',
    ]);
    expect(faultOf({ SIGNALBOX_RELAY_ALLOW: 'loopback,*' }).message).toBe(
      'SIGNALBOX_RELAY_ALLOW: "*" is not accepted; accepted: a comma list of host names, addresses, ranges (10.0.0.0/8), "loopback" and "private", each with an optional :port',
    );
  });
});
