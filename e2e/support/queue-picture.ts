import type { JobState } from '../../src-core/protocol/job-state';
import { queuePrefix } from '../../src-core/queue/keys';
import type { RedisClient } from '../../src-core/redis/connect';

/** Where a job lies. A sound job lies in one place. */
export interface Place {
  state: JobState;
  /** The key, without the queue's prefix. */
  key: string;
}

export interface JobPicture {
  fields: Record<string, string>;
  /** Keys beside the job's hash: data, result, out, log. */
  parts: Set<string>;
  places: Place[];
  /** Ids of its chunk entries. */
  chunks: string[];
  /** Its claim, when it is active. */
  claim?: ClaimPicture;
  /** Where it stands in its lane, as `places` tells, when it waits for the first time. */
  lane?: LanePicture;
}

export interface LanePicture {
  /** Jobs ever put into the lane when it was. */
  seq: number;
  member: string;
  ready: number;
  options: string;
}

export interface ClaimPicture {
  fence: number;
  /** The member of `leases` it depends on: the claim's it came with, or its own. */
  lease: string;
  attempt: number;
  used: number;
  worker: string;
}

/** One job in a lane. */
export interface LaneEntry {
  id: string;
  payload: string;
}

/** Every key of a queue, read and taken apart. Meant for a queue that nobody works on meanwhile. */
export interface QueuePicture {
  /** All keys without the prefix, sorted. */
  keys: string[];
  jobs: Map<string, JobPicture>;
  hashes: Record<(typeof hashKeys)[number], Record<string, string>>;
  /** Members and scores of every sorted set. */
  zsets: Map<string, Map<string, number>>;
  /** Lists of first-time jobs by CLASS:PRIORITY; null is a blank. */
  lanes: Map<string, (LaneEntry | null)[]>;
  extras: Set<string>;
  dedupe: Map<string, string>;
  /** Remaining life in ms, -1 = for ever, of the keys where it matters. */
  lives: Map<string, number>;
}

const hashKeys = [
  'active',
  'held',
  'lanes',
  'places',
  'batch_ids',
  'batch_left',
  'classes',
  'counts',
  'groups',
  'limits',
  'watch',
] as const;
const zsetForm =
  /^(heads|leases|scheduled|expiring|retention|completed|dead|cancelled|expired|again:\d+|group:.+)$/;
const lifeForm = /^(session|control|dedupe):|^(rate|leader)$/;
const jobForm = /^job:([^#]+)(?:#(\w+))?$/;

/** The lists of finished jobs, by the letter of their state. */
export const finishedLists = { c: 'completed', d: 'dead', x: 'cancelled', p: 'expired' } as const;

/** Reads a queue. */
export async function readPicture(client: RedisClient, queue: string): Promise<QueuePicture> {
  const prefix = queuePrefix(queue);
  const keys = (await client.keys(`${prefix}*`)).map((key) => key.slice(prefix.length)).sort();
  const hash = async (key: string) => await client.hgetall(prefix + key);
  const hashes = Object.fromEntries(
    await Promise.all(hashKeys.map(async (key) => [key, await hash(key)])),
  ) as QueuePicture['hashes'];
  const picture: QueuePicture = {
    keys,
    jobs: new Map(),
    hashes,
    zsets: new Map(),
    lanes: new Map(),
    extras: new Set(await client.smembers(`${prefix}extras`)),
    dedupe: new Map(),
    lives: new Map(),
  };
  await Promise.all(keys.map((key) => readKey(client, prefix, key, picture)));
  findPlaces(picture);
  return picture;
}

async function readKey(
  client: RedisClient,
  prefix: string,
  key: string,
  picture: QueuePicture,
): Promise<void> {
  if (lifeForm.test(key)) picture.lives.set(key, await client.pttl(prefix + key));
  if (zsetForm.test(key)) {
    const rows = await client.zrange(prefix + key, 0, '-1', 'WITHSCORES');
    const zset = new Map<string, number>();
    for (let i = 0; i < rows.length; i += 2) zset.set(rows[i] as string, Number(rows[i + 1]));
    picture.zsets.set(key, zset);
  } else if (key.startsWith('ready:')) {
    const elements = await client.lrange(prefix + key, 0, -1);
    const lane: (LaneEntry | null)[] = [];
    for (let i = 0; i < elements.length; i += 2)
      lane.push(elements[i] ? { id: elements[i] as string, payload: elements[i + 1] ?? '' } : null);
    picture.lanes.set(key.slice('ready:'.length), lane);
  } else if (key.startsWith('dedupe:')) {
    picture.dedupe.set(key, (await client.get(prefix + key)) ?? '');
  } else {
    const [, id, part] = jobForm.exec(key) ?? [];
    if (id === undefined) return;
    const job = jobPicture(picture, id);
    if (part === undefined) job.fields = await client.hgetall(prefix + key);
    else job.parts.add(part);
    if (part === 'out') job.chunks = (await client.xrange(prefix + key, '-', '+')).map(([entry]) => entry);
  }
}

function jobPicture(picture: QueuePicture, id: string): JobPicture {
  const known = picture.jobs.get(id);
  if (known) return known;
  const made: JobPicture = { fields: {}, parts: new Set(), places: [], chunks: [] };
  picture.jobs.set(id, made);
  return made;
}

function findPlaces(picture: QueuePicture): void {
  const put = (id: string, state: JobState, key: string) =>
    jobPicture(picture, id).places.push({ state, key });
  for (const [member, lane] of picture.lanes)
    for (const entry of lane) if (entry) put(entry.id, 'waiting', `ready:${member}`);
  for (const [key, zset] of picture.zsets) {
    if (key.startsWith('again:')) for (const id of zset.keys()) put(id, 'waiting', key);
  }
  for (const [id, text] of Object.entries(picture.hashes.places))
    jobPicture(picture, id).lane = readLane(text);
  for (const [id, claim] of Object.entries(picture.hashes.active)) {
    put(id, 'active', 'active');
    jobPicture(picture, id).claim = readClaim(id, claim);
  }
  for (const id of members(picture, 'scheduled')) put(id, 'scheduled', 'scheduled');
  for (const list of Object.values(finishedLists))
    for (const id of members(picture, list)) put(id, list, list);
}

function readLane(text: string): LanePicture {
  const [, seq, member = '', ready, options = ''] = /^(\d+) (\S+) (\d+) (.*)$/.exec(text) ?? [];
  return { seq: Number(seq), member, ready: Number(ready), options };
}

function readClaim(id: string, text: string): ClaimPicture {
  const [fence, lease = '', attempt, used, worker = ''] = text.split(' ');
  const own = lease === 'j' ? `j:${id}` : lease;
  return { fence: Number(fence), lease: own, attempt: Number(attempt), used: Number(used), worker };
}

/** The members of a sorted set; none when it does not exist. */
export function members(picture: QueuePicture, key: string): string[] {
  return [...(picture.zsets.get(key)?.keys() ?? [])];
}

/** When a waiting job became ready, epoch ms. */
export function readyAt(job: JobPicture): number {
  return job.lane?.ready ?? Number(job.fields.r);
}

/** Priority of a job, 0 to 9. */
export function priorityOf(job: JobPicture): number {
  return Number((job.lane?.member ?? job.fields.e ?? ':').split(':')[1]);
}

/** The rank jobs start by: the lowest goes first. */
export function rankOf(ready: number, priority: number, ageMs: number): number {
  return ageMs === 0 ? priority * 1e13 + ready : ready + priority * ageMs;
}
