import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readConfig } from './config';

const page = readFileSync(fileURLToPath(new URL('../docs/configuration.md', import.meta.url)), 'utf8');

/** The variables that the tables tell of: each row begins with one. */
function told(): string[] {
  return [...page.matchAll(/^\| `([A-Z][A-Z0-9_]*)`.*\|$/gm)].map((row) => row[1] as string).sort();
}

/** The variables that a start asks for, on any platform. */
function asked(): string[] {
  const names = new Set<string>();
  const env = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get(_env, name) {
        names.add(String(name));
        return undefined;
      },
    },
  );
  for (const platform of ['linux', 'darwin', 'win32'] as const) {
    readConfig(env, {}, { machine: { platform, homeDir: '/home/ada', workingDir: '/', processors: 2 } });
  }
  return [...names].sort();
}

it('docs/configuration.md tells of every variable that is read, and of no other', () => {
  expect(told()).toEqual(asked());
});
