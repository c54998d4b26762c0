#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import packageJson from '../package.json' with { type: 'json' };
import { processIo } from './cli/process-io';
import { runCli } from './cli/program';

// Resolved here: in a shared chunk the same relative path would lead elsewhere.
const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const io = processIo();
const files = {
  worker: file('./worker.js'),
  simulator: file('./simulator.js'),
  embeddedRedis: file('./embedded-redis.js'),
  console: file('../renderer'),
  scenarios: file('../../resources/scenarios'),
};
io.exit(await runCli(process.argv.slice(2), io, { version: packageJson.version, files }));
