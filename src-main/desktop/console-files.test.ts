import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleFile, contentSecurityPolicy, isConsoleUrl } from './console-files';

let top: string;
let folder: string;

beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), 'console-files-'));
  folder = join(top, 'renderer');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(folder, 'index.html'), '<title>console</title>');
  await writeFile(join(folder, 'assets', 'a.js'), 'export {};');
  await writeFile(join(top, 'secret.json'), '{}');
});

afterAll(() => rm(top, { recursive: true, force: true }));

const get = (address: string) => consoleFile(folder, address, 'the policy');

describe('consoleFile', () => {
  it('answers a file with its type and the policy', async () => {
    const answer = await get('app://signalbox/assets/a.js');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).toBe('the policy');
    expect(await answer.text()).toBe('export {};');
  });

  it.each([
    'app://signalbox',
    'app://signalbox/',
    'app://signalbox/jobs/42',
    'app://signalbox/jobs?state=dead',
  ])('answers the page for the view %s', async (address) => {
    const answer = await get(address);
    expect(await answer.text()).toBe('<title>console</title>');
  });

  it.each([
    'app://signalbox/../secret.json',
    'app://signalbox/%2e%2e/secret.json',
    'app://signalbox/..%2fsecret.json',
    'app://signalbox/assets/..%2f..%2fsecret.json',
    'app://signalbox/%',
    'app://signalbox/missing.js',
    'app://other/assets/a.js',
    'http://signalbox/assets/a.js',
  ])('answers 404 for %s', async (address) => {
    expect((await get(address)).status).toBe(404);
  });
});

describe('isConsoleUrl', () => {
  it.each([
    ['app://signalbox/index.html', true],
    ['app://signalbox.evil/', false],
    ['app://signalbox:80/', false],
    ['https://signalbox/', false],
    ['about:blank', false],
    ['', false],
  ])('%s: %s', (address, expected) => {
    expect(isConsoleUrl(address)).toBe(expected);
  });
});

describe('contentSecurityPolicy', () => {
  it('allows one gateway, over HTTP and WebSocket', () => {
    const policy = contentSecurityPolicy('http://127.0.0.1:8123/some/path');
    expect(policy).toContain("connect-src 'self' http://127.0.0.1:8123 ws://127.0.0.1:8123;");
    expect(contentSecurityPolicy('https://q.example')).toContain('https://q.example wss://q.example;');
  });
});
