#!/usr/bin/env node
import packageJson from '../package.json' with { type: 'json' };
import { processIo } from './cli/process-io';
import { runCli } from './cli/program';

const io = processIo();
io.exit(await runCli(process.argv.slice(2), io, packageJson.version));
