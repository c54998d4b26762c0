/**
 * Conventions no linter here knows: files up to 300 lines (tests 400), composition roots up to 80, no folder or file named
 * after nothing in particular, no barrels. Function length is Biome's noExcessiveLinesPerFunction.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const maxFileLines = 300;
/** A test file holds the cases of one subject, which belong together. */
const maxTestLines = 400;
const maxRootLines = 80;
const rooms = ['src-core', 'src-main', 'src-renderer', 'src-worker', 'e2e', 'bench', '.ci'];
const compositionRoots = ['index.ts', 'headless.ts', 'cli.ts', 'start.ts', 'system.ts'].map(
  (name) => `src-main/${name}`,
);
const emptyNames = /^(utils?|common|helpers?|misc)$/;

/** @param {string} folder @returns {string[]} */
function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

/** @param {string} text */
function isBarrel(text) {
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').trim();
  return (
    code !== '' &&
    code.replace(/export\s+(type\s+)?(\*(\s+as\s+\w+)?|\{[^}]*\})\s*from\s*['"][^'"]+['"];?/g, '').trim() ===
      ''
  );
}

/**
 * What is wrong with one file.
 * @param {string} path relative to the project, with forward slashes
 * @param {string} text
 * @returns {string[]}
 */
export function faultsOf(path, text) {
  const faults = [];
  const lines = text.replace(/\n$/, '').split('\n').length;
  const ordinary = /\.test\.tsx?$/.test(path) ? maxTestLines : maxFileLines;
  const limit = compositionRoots.includes(path) ? maxRootLines : ordinary;
  if (lines > limit) faults.push(`${path}: ${lines} lines, ${limit} allowed`);
  const names = path.split('/').map((name) => name.split('.')[0] ?? '');
  const empty = names.find((name) => emptyNames.test(name));
  if (empty) faults.push(`${path}: "${empty}" does not say what is in it`);
  if (/^index\.tsx?$/.test(basename(path)) && isBarrel(text))
    faults.push(`${path}: a barrel; import the files themselves`);
  return faults;
}

function main() {
  const top = fileURLToPath(new URL('..', import.meta.url));
  const checked = rooms
    .flatMap((room) => filesIn(join(top, room)))
    .filter((path) => ['.ts', '.tsx', '.lua', '.mjs'].includes(extname(path)));
  const faults = checked.flatMap((path) => {
    const name = relative(top, path).split(sep).join('/');
    return faultsOf(name, readFileSync(path, 'utf8'));
  });
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  if (faults.length > 0) process.exitCode = 1;
}

main();
