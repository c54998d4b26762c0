import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { rules } from './rules';

it('are those of docs/worker-protocol.md, word for word', () => {
  const page = readFileSync(new URL('../../../docs/worker-protocol.md', import.meta.url), 'utf8');
  const rows = page.split('\n').filter((line) => /^\| R\d/.test(line));
  expect(rows).toEqual(rules.map(({ id, title, why }) => `| ${id} | ${title} | ${why} |`));
});
