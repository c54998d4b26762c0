import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findElectron } from './electron-runtime';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'electron-package-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const installer = (script: string) => writeFile(join(folder, 'install.js'), script);

describe('findElectron', () => {
  it('finds what is installed without running the installer', async () => {
    await mkdir(join(folder, 'dist'));
    await writeFile(join(folder, 'dist', 'electron'), '');
    await writeFile(join(folder, 'path.txt'), 'electron');
    expect(findElectron(folder)).toEqual({ path: join(folder, 'dist', 'electron') });
  });

  it('fetches what is missing', async () => {
    await installer(`
      const fs = require('node:fs');
      fs.mkdirSync(__dirname + '/dist');
      fs.writeFileSync(__dirname + '/dist/electron', '');
      fs.writeFileSync(__dirname + '/path.txt', 'electron');
    `);
    expect(findElectron(folder)).toEqual({ path: join(folder, 'dist', 'electron') });
  });

  it('says in one line why it cannot be fetched, and what to do', async () => {
    await installer(`console.error('TypeError: fetch failed\\n    at somewhere'); process.exit(1);`);
    expect(findElectron(folder)).toEqual({
      missing:
        "Electron's runtime is not installed and cannot be fetched (TypeError: fetch failed); get it with `npx install-electron`",
    });
  });

  it('does not take a path whose executable has gone', async () => {
    await writeFile(join(folder, 'path.txt'), 'electron');
    await installer('process.exit(1)');
    expect(findElectron(folder)).toEqual({
      missing: expect.stringContaining('cannot be fetched (exit code 1)'),
    });
  });

  it('says that the package is missing', () => {
    expect(findElectron(null)).toEqual({ missing: expect.stringContaining('npm install') });
  });
});
