import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { type Check, fail, pass, warn } from './check';

const oldestNode = [20, 19] as const;
/** Every client, worker and Redis connection is an open file. */
const enoughFiles = 4096;
const tooFewFiles = 256;

/** Node's version, the data folder and the limit of open files. */
export async function checkMachine(dataDir: string): Promise<Check[]> {
  const checks = [checkNode(process.versions.node), await checkDataFolder(dataDir)];
  const files = await checkOpenFiles();
  return files ? [...checks, files] : checks;
}

/** @param version as in `20.19.0` */
export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const ok = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  if (ok) return pass('Node.js', version);
  return fail('Node.js', `${version} is too old`, `install Node.js ${oldestNode.join('.')} or newer`);
}

async function checkDataFolder(dataDir: string): Promise<Check> {
  const name = 'data folder';
  const existing = await nearestExisting(dataDir);
  try {
    await access(existing, constants.W_OK);
    return pass(name, existing === dataDir ? dataDir : `${dataDir} (made when it is needed)`);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    return fail(name, `${existing} cannot be written (${why})`, 'set SIGNALBOX_DATA to a folder that can');
  }
}

async function nearestExisting(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    if (at === dirname(at)) return at;
    const exists = await access(at).then(
      () => true,
      () => false,
    );
    if (exists) return at;
  }
}

/** null where the system has no such limit, or does not tell. */
async function checkOpenFiles(): Promise<Check | null> {
  if (process.platform === 'win32') return null;
  const name = 'open files';
  const answer = await promisify(execFile)('sh', ['-c', 'ulimit -n']).catch(() => null);
  const text = answer?.stdout.trim() ?? '';
  if (text === 'unlimited') return pass(name, 'no limit');
  const limit = Number(text);
  if (!answer || !Number.isInteger(limit)) return null;
  if (limit >= enoughFiles) return pass(name, `up to ${limit}`);
  const remedy = `raise it: ulimit -n ${enoughFiles}, or LimitNOFILE= of the service`;
  if (limit < tooFewFiles) return fail(name, `only ${limit} are allowed`, remedy);
  return warn(name, `only ${limit} are allowed, which bounds the connections`, remedy);
}
