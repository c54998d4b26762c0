/**
 * Provides what the tests need beside Node: a redis-server (or valkey-server) and a Chromium. On Debian as root
 * they are installed; elsewhere Playwright's Chromium is fetched, and what is still missing is said in one line.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findBrowser } from '../e2e/find-browser.mjs';

const policyFile = '/usr/sbin/policy-rc.d';

/** @param {string[]} names */
function onPath(names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.some((folder) =>
    names.some((name) => existsSync(join(folder, name)) || existsSync(join(folder, `${name}.exe`))),
  );
}

/**
 * Runs a command quietly; its output is shown when it fails.
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const done = spawnSync(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  if (done.status !== 0) process.stderr.write(`${command} ${args.join(' ')}: ${done.error ?? done.stderr}\n`);
  return done.status === 0;
}

/** @param {string[]} packages */
function aptInstall(packages) {
  process.stdout.write(`provide: installing ${packages.join(', ')}\n`);
  // Debian starts a service on install unless this file says no.
  const ours = !existsSync(policyFile);
  if (ours) writeFileSync(policyFile, '#!/bin/sh\nexit 101\n');
  if (ours) chmodSync(policyFile, 0o755);
  try {
    run('apt-get', ['update', '-q']);
    run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages]);
  } finally {
    if (ours) rmSync(policyFile);
  }
}

const hasServer = () => onPath(['redis-server', 'valkey-server']);
const isDebianRoot = existsSync('/etc/debian_version') && process.getuid?.() === 0;

if (isDebianRoot) {
  const packages = [];
  if (!hasServer()) packages.push('redis-server');
  if (!(await findBrowser())) packages.push('chromium');
  if (packages.length > 0) aptInstall(packages);
}
if (!(await findBrowser())) {
  const cli = join('node_modules', 'playwright-core', 'cli.js');
  if (existsSync(cli)) run(process.execPath, [cli, 'install', 'chromium']);
}

if (!hasServer()) {
  process.stdout.write(
    'provide: no redis-server or valkey-server on PATH; tests use the embedded Valkey and skip those that need a server (install redis-server to run them)\n',
  );
}
if (!(await findBrowser())) {
  process.stdout.write(
    'provide: no Chromium; browser tests are skipped (install Chromium or Chrome, or set CHROMIUM_PATH)\n',
  );
}
