import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HandlerFileError, loadHandlerFile } from './handler-file';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-handlers-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function load(name: string, source: string) {
  const file = join(folder, name);
  await writeFile(file, source);
  return loadHandlerFile(file);
}

describe('loadHandlerFile', () => {
  it.each([
    ['named.mjs', "export const handlers = { 'my.type': (job) => job.payload }"],
    ['default.mjs', "export default { 'my.type': (job) => job.payload }"],
    ['nested.mjs', "export default { handlers: { 'my.type': (job) => job.payload } }"],
    ['exports.cjs', "module.exports = { 'my.type': (job) => job.payload }"],
    ['named.cjs', "exports.handlers = { 'my.type': (job) => job.payload }"],
  ])('takes the handlers of %s', async (name, source) => {
    const handlers = await load(name, source);
    expect(Object.keys(handlers)).toEqual(['my.type']);
    expect(handlers['my.type']?.({ payload: 5 } as never, {} as never)).toBe(5);
  });

  it.each([
    ['empty.mjs', '', 'it exports no handlers'],
    ['none.mjs', 'export const handlers = {}', 'it exports no handlers'],
    ['number.mjs', 'export const handlers = { echo: 5 }', "'echo' is not a function but a number"],
    ['null.mjs', 'export default { echo: null }', "'echo' is not a function but null"],
    ['type.mjs', "export const handlers = { '1 bad': () => 1 }", 'a job type must begin with a letter'],
    ['throws.mjs', "throw new Error('on purpose')", 'could not be loaded: Error: on purpose'],
    ['import.mjs', "import 'no-such-package-at-all'", 'could not be loaded'],
    ['syntax.mjs', 'export const = 5', 'could not be loaded'],
  ])('says what is wrong with %s', async (name, source, fault) => {
    const error = await load(name, source).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(HandlerFileError);
    expect(error.message).toContain(`--handlers ${join(folder, name)}: `);
    expect(error.message).toContain(fault);
  });

  it('says when there is no such file or it is a folder', async () => {
    await expect(loadHandlerFile(join(folder, 'gone.js'))).rejects.toThrow('there is no such file');
    await expect(loadHandlerFile(folder)).rejects.toThrow('this is not a file');
  });
});
