/**
 * Gives the relative imports in out/types their `.js` endings: our sources leave them out, and a user's compiler
 * with Node's module resolution finds no type without them.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../out/types', import.meta.url));
const relativeImport = /(from\s+|import\()(['"])(\.{1,2}\/[^'"]+)\2/g;

for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
  if (!name.endsWith('.d.ts')) continue;
  const file = join(folder, name);
  const text = readFileSync(file, 'utf8').replace(relativeImport, (whole, keyword, quote, path) =>
    existsSync(join(dirname(file), `${path}.d.ts`)) ? `${keyword}${quote}${path}.js${quote}` : whole,
  );
  writeFileSync(file, text);
}
