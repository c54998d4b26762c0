import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  saveFileAnswerSchema,
  savedFilesAnswerSchema,
  savedTextSchema,
} from '../../../src-core/protocol/saved-files';
import { savedFilesIn } from '../../system/saved-files';
import { Rig } from '../testing/rig.fixture';

let rig: Rig;
let folder: string;

const token = 'admin-token';
const path = 'smoke/echo test.collection.yaml';
const query = `path=${encodeURIComponent(path)}`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-collections-'));
  rig = await Rig.start({ savedFiles: savedFilesIn(folder) });
});
afterAll(async () => {
  await rig.stop();
  await rm(folder, { recursive: true, force: true });
});

async function ask(address: string, init: Parameters<Rig['fetch']>[1] = {}) {
  const response = await rig.fetch(address, { token, ...init });
  return { status: response.status, body: await response.json() };
}

it('saves, reads, lists, moves and deletes a file', async () => {
  const text = 'name: Echo "twice"\n';
  const saved = await ask('/collections/file', { method: 'PUT', json: { path, text, version: null } });
  expect(saved.status).toBe(200);
  const { version } = saveFileAnswerSchema.parse(saved.body);
  expect(savedTextSchema.parse((await ask(`/collections/file?${query}`)).body)).toMatchObject({
    text,
    version,
  });
  expect(savedFilesAnswerSchema.parse((await ask('/collections')).body)).toMatchObject({
    folder,
    files: [{ path, kind: 'collection' }],
  });
  expect(
    await ask('/collections/file', { method: 'PUT', json: { path, text, version: 'old' } }),
  ).toMatchObject({
    status: 409,
    body: { error: { code: 'INVALID_STATE', message: `${path} was changed meanwhile` } },
  });
  const to = 'echo.collection.yaml';
  expect(await ask('/collections/move', { json: { from: path, to } })).toMatchObject({
    status: 200,
    body: { path: to },
  });
  expect(await ask(`/collections/file?${query}`, { method: 'DELETE' })).toMatchObject({ status: 404 });
  expect(await ask(`/collections/file?path=${to}`, { method: 'DELETE' })).toEqual({
    status: 200,
    body: { deleted: true },
  });
  expect((await ask('/collections')).body.files).toEqual([]);
});

it('takes a file of the largest size, and none over it', async () => {
  const line = '{"a":"\\"b\\""}\n';
  const text = line.repeat(Math.floor((20 * 1024 * 1024) / line.length));
  const file = 'big.recording.jsonl';
  expect(await ask('/collections/file', { method: 'PUT', json: { path: file, text } })).toMatchObject({
    status: 200,
  });
  const over = { path: file, text: `${text}${line}${line}` };
  expect((await ask('/collections/file', { method: 'PUT', json: over })).status).toBe(413);
  expect(
    (await ask('/collections/file', { method: 'PUT', json: { path: file, text: 'ä'.repeat(11e6) } })).body,
  ).toMatchObject({
    error: { code: 'PAYLOAD_TOO_LARGE' },
  });
  expect((await ask('/collections/move', { json: { from: file, to: 'x'.repeat(2_000_000) } })).status).toBe(
    413,
  );
});

describe('bad input', () => {
  const wrong = [
    '../etc/passwd.collection.yaml',
    '/etc/x.collection.yaml',
    'a/../x.collection.yaml',
    'a//x.collection.yaml',
    '.hidden/x.collection.yaml',
    'a\\x.collection.yaml',
    'a\u0000.collection.yaml',
    'x.yaml',
    '.collection.yaml',
    `${'a/'.repeat(9)}x.collection.yaml`,
    `${'a'.repeat(600)}.collection.yaml`,
    '',
  ];

  it.each(wrong)('is refused as a path: %j', async (bad) => {
    const encoded = encodeURIComponent(bad);
    const answers = [
      await ask(`/collections/file?path=${encoded}`),
      await ask(`/collections/file?path=${encoded}`, { method: 'DELETE' }),
      await ask('/collections/file', { method: 'PUT', json: { path: bad, text: '' } }),
      await ask('/collections/move', { json: { from: bad, to: path } }),
      await ask('/collections/move', { json: { from: path, to: bad } }),
    ];
    for (const { status, body } of answers) {
      expect([status, body.error.code]).toEqual([400, 'INVALID_MESSAGE']);
    }
  });

  it.each([
    ['GET', '/collections/file', undefined],
    ['GET', `/collections/file?${query}&more=1`, undefined],
    ['PUT', '/collections/file', { path }],
    ['PUT', '/collections/file', { path, text: 1 }],
    ['PUT', '/collections/file', { path, text: '', extra: 1 }],
    ['POST', '/collections/move', { from: path }],
  ])('is refused: %s %s %j', async (method, address, json) => {
    const { status, body } = await ask(address, { method, ...(json && { json }) });
    expect([status, body.error.code]).toEqual([400, 'INVALID_MESSAGE']);
  });
});

it('answers admins alone, and where files are kept', async () => {
  for (const [method, address] of [
    ['GET', '/collections'],
    ['GET', `/collections/file?${query}`],
    ['DELETE', `/collections/file?${query}`],
  ]) {
    expect((await ask(`${address}`, { method: `${method}`, token: 'web-token' })).status).toBe(403);
    expect((await ask(`${address}`, { method: `${method}`, token: '' })).status).toBe(401);
  }
  const gateway = rig.make();
  const { url } = await gateway.start();
  const response = await fetch(`${url}/collections`, { headers: { authorization: `Bearer ${token}` } });
  expect(response.status).toBe(404);
  await gateway.stop({ timeoutMs: 0 });
});
