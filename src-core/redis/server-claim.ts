import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { closeRedis } from './close';
import { connectCommands, whenReady } from './connect';
import { type Address, localTarget } from './running-server';
import type { RedisTarget } from './target';

const FILE = 'server.json';
/** A claim without an address is a start under way; an older one was left by a crash. */
const START_MS = 30_000;
const PROBE_MS = 1000;
/** A leftover server ends by itself when its owner dies; after this long it is told to. */
const LEFTOVER_PATIENCE_MS = 2000;

/** Who runs the server of a directory, and where it listens once it does. */
interface Claim {
  ownerPid: number;
  startedAt: number;
  address?: Address;
}

/**
 * Makes `dir` this process's own, since two servers on one directory destroy its files. A server left over from a
 * crashed owner is ended first. Throws when another living process has the directory.
 */
export async function claimDirectory(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const claim: Claim = { ownerPid: process.pid, startedAt: Date.now() };
  for (;;) {
    try {
      await writeFile(join(dir, FILE), JSON.stringify(claim), { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    await clearStale(dir);
  }
}

/** Notes where the server of a claimed directory listens, readable by this user only. */
export async function recordAddress(dir: string, address: Address): Promise<void> {
  const claim: Claim = { ownerPid: process.pid, startedAt: Date.now(), address };
  const draft = join(dir, `${FILE}.new`);
  await writeFile(draft, JSON.stringify(claim), { mode: 0o600 });
  await rename(draft, join(dir, FILE));
}

/** Gives a claimed directory back. */
export async function releaseDirectory(dir: string): Promise<void> {
  await rm(join(dir, FILE), { force: true });
}

/** The server that runs on `dir` now, whoever started it; undefined when none answers. */
export async function findRunningServer(
  dir: string,
): Promise<(RedisTarget & { kind: 'single' }) | undefined> {
  const claim = await readClaim(dir);
  if (!claim?.address || !(await answers(claim.address))) return undefined;
  return localTarget(claim.address);
}

async function readClaim(dir: string): Promise<Claim | undefined> {
  try {
    const claim = JSON.parse(await readFile(join(dir, FILE), 'utf8')) as Claim;
    return typeof claim.ownerPid === 'number' ? claim : undefined;
  } catch {
    return undefined;
  }
}

async function clearStale(dir: string): Promise<void> {
  const claim = await readClaim(dir);
  const ownerLives = claim !== undefined && isAlive(claim.ownerPid);
  if (claim?.address) {
    const { address } = claim;
    if (await answers(address)) {
      if (ownerLives) throw inUse(dir, claim.ownerPid);
      await endLeftover(address);
    }
  } else if (claim && ownerLives && Date.now() - claim.startedAt < START_MS) {
    throw inUse(dir, claim.ownerPid);
  }
  await releaseDirectory(dir);
}

function inUse(dir: string, pid: number): Error {
  return new Error(
    `The Redis data in ${dir} is in use by process ${pid}: stop that one, or start with another data directory`,
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function answers(address: Address): Promise<boolean> {
  let refuse: (answer: false) => void = () => {};
  const refused = new Promise<false>((resolve) => {
    refuse = resolve;
  });
  // Nothing listens there, or it is not ours: the first error tells.
  const options = { name: 'signalbox-probe', commandTimeoutMs: PROBE_MS, onError: () => refuse(false) };
  const client = connectCommands(localTarget(address), options);
  const asked = whenReady(client, PROBE_MS)
    .then(() => client.ping())
    .then(
      () => true,
      () => false,
    );
  try {
    return await Promise.race([asked, refused]);
  } finally {
    await closeRedis(client);
  }
}

async function endLeftover(address: Address): Promise<void> {
  const deadline = Date.now() + LEFTOVER_PATIENCE_MS;
  const client = connectCommands(localTarget(address), { name: 'signalbox-leftover' });
  const gone = new Promise<void>((resolve) => client.once('close', () => resolve()));
  try {
    await whenReady(client, PROBE_MS);
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, deadline - Date.now());
    });
    await Promise.race([gone, patience]);
    clearTimeout(timer);
    if (client.status === 'ready') {
      client.shutdown('SAVE').catch(() => {});
      await gone;
    }
  } catch {
    // It has gone meanwhile.
  } finally {
    await closeRedis(client);
  }
}
