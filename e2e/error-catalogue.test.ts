import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { errorCatalogue } from '../src-core/protocol/errors';

const page = readFileSync(fileURLToPath(new URL('../docs/gateway.md', import.meta.url)), 'utf8');
const row = /^\| `([A-Z_]+)` \| (\d+) \| (yes|no) \| (.+) \|$/gm;

it('docs/gateway.md tells of each error what the catalogue says', () => {
  const told = [...page.matchAll(row)].map(([, code, http, again, text]) => ({
    code,
    http: Number(http),
    retry: again === 'yes',
    text,
  }));
  expect(told).toEqual(Object.entries(errorCatalogue).map(([code, error]) => ({ code, ...error })));
});
