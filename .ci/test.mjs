/** `npm test`: every check, stopping at the first that fails, the quick ones first. Arguments go to Vitest. */
import { spawnSync } from 'node:child_process';

const steps = ['provide', 'lint', 'typecheck', 'rules', 'knip', 'build', 'test:unit'];
const npm = process.env.npm_execpath;
if (!npm) throw new Error('run this with `npm test`');

for (const step of steps) {
  process.stdout.write(`\n== ${step} ==\n`);
  const args = step === 'test:unit' ? ['--', ...process.argv.slice(2)] : [];
  const done = spawnSync(process.execPath, [npm, 'run', '--silent', step, ...args], { stdio: 'inherit' });
  if (done.status === 0) continue;
  process.stdout.write(`\n${step} failed: \`npm run ${step}\` repeats it alone\n`);
  process.exit(done.status ?? 1);
}
