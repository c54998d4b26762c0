import type { RedisClient } from '../../src-core/redis/connect';
import { busyKey } from '../../src-worker/simulator/auditor/at-rest';
import {
  finishedLists,
  type JobPicture,
  members,
  type Place,
  priorityOf,
  type QueuePicture,
  rankOf,
  readPicture,
  readyAt,
} from './queue-picture';

/** Keys that may stay for ever: bounded tables, not traces of single jobs. */
const standing = /^(classes|counts|limits|events|sleepers|routes|leader|stats:[sm]:\d+|wake:(\d+|leader))$/;
const explained =
  /^(active|held|places|lanes|batch_ids|batch_left|groups|watch|extras|rate|heads|leases|scheduled|expiring|retention|completed|dead|cancelled|expired)$|^(again|ready|group|dedupe|session|control|job):/;

/** What is wrong with a queue at any time between two steps, in words; empty when it is sound. */
export function faultsOf(picture: QueuePicture): string[] {
  return [
    ...picture.keys
      .filter((key) => !standing.test(key) && !explained.test(key))
      .map((key) => `unknown key ${key}`),
    ...[...picture.jobs].flatMap(([id, job]) =>
      jobFaults(picture, id, job).map((fault) => `job ${id}: ${fault}`),
    ),
    ...placeFaults(picture),
    ...leaseFaults(picture),
    ...headFaults(picture),
    ...indexFaults(picture),
    ...groupFaults(picture),
    ...lifeFaults(picture),
  ];
}

function jobFaults(picture: QueuePicture, id: string, job: JobPicture): string[] {
  const { fields, parts, places } = job;
  const [place] = places;
  if (!place || places.length > 1)
    return [`lies in ${places.map(({ key }) => key).join(' and ') || 'no place'}`];
  const faults: string[] = [];
  if (fields.e === undefined && !job.lane && !(id in picture.hashes.held))
    faults.push(`lies in ${place.key} and has no record`);
  const letter = fields.s ?? '';
  const stated = letter === '' ? ['waiting', 'active'] : [letter === 's' ? 'scheduled' : listOf(letter)];
  if (!stated.includes(place.state)) faults.push(`says "${letter}" and lies in ${place.key}`);
  if (!hasPayload(picture, id, job, place)) faults.push(`lies in ${place.key} without a payload`);
  const own = [...(Object.keys(fields).length > 0 ? ['record'] : []), ...parts];
  if (own.length > 0 && !picture.extras.has(id))
    faults.push(`its ${own.join(' and ')} would outlive it: not in extras`);
  return faults;
}

// It lies in the lane of a job that never ran, beside the claim of one on its first attempt, else in a key of its own.
function hasPayload(picture: QueuePicture, id: string, job: JobPicture, place: Place): boolean {
  if (!place.key.startsWith('ready:'))
    return job.parts.has('data') || (place.state === 'active' && id in picture.hashes.held);
  const member = place.key.slice('ready:'.length);
  const gone = Number(picture.hashes.lanes[member] ?? 0);
  return job.lane?.member === member && picture.lanes.get(member)?.[job.lane.seq - 1 - gone]?.id === id;
}

function listOf(letter: string): string {
  return finishedLists[letter as keyof typeof finishedLists] ?? 'unknown';
}

function placeFaults(picture: QueuePicture): string[] {
  const faults: string[] = [];
  for (const [member, lane] of picture.lanes) {
    if (!lane[0]) faults.push(`lane ${member} begins with a blank`);
    const blanks = lane.filter((entry) => entry === null).length;
    const counted = Number(picture.hashes.lanes[`${member}x`] ?? 0);
    if (counted !== blanks) faults.push(`lane ${member} has ${blanks} blanks and counts ${counted}`);
  }
  for (const name of Object.keys(picture.hashes.lanes))
    if (!picture.lanes.has(name.replace(/x$/, ''))) faults.push(`lanes counts ${name}, which is gone`);
  for (const id of Object.keys(picture.hashes.places))
    if (!picture.jobs.get(id)?.places[0]?.key.startsWith('ready:'))
      faults.push(`${id} has a place and is in no lane`);
  const waiting = [...picture.jobs.values()].filter((job) => job.places[0]?.state === 'waiting').length;
  const counted = Number(picture.hashes.counts.w ?? 0);
  if (counted !== waiting) faults.push(`${counted} counted as waiting, ${waiting} wait`);
  return faults;
}

// Every active job depends on one lease, and every lease on a job.
function leaseFaults(picture: QueuePicture): string[] {
  const { active, held, batch_ids: named, batch_left: left } = picture.hashes;
  const faults: string[] = [];
  const jobsOf = new Map<string, string[]>();
  for (const [id, { claim }] of picture.jobs) {
    if (!claim) continue;
    jobsOf.set(claim.lease, [...(jobsOf.get(claim.lease) ?? []), id]);
    if (!picture.zsets.get('leases')?.has(claim.lease)) faults.push(`job ${id} is active without a lease`);
  }
  for (const lease of new Set([...members(picture, 'leases'), ...Object.keys(named), ...Object.keys(left)])) {
    const ids = jobsOf.get(lease) ?? [];
    if (ids.length === 0) faults.push(`lease ${lease} of no job`);
    if (lease.startsWith('j:')) continue;
    const batch = (named[lease] ?? '').split(' ');
    for (const id of ids) if (!batch.includes(id)) faults.push(`lease ${lease} does not name ${id}`);
    if (Number(left[lease]) !== ids.length)
      faults.push(`lease ${lease} counts ${left[lease]} jobs, ${ids.length} depend on it`);
  }
  for (const id of Object.keys(held))
    if (!(id in active)) faults.push(`the payload of ${id} is held, and it is not active`);
  return faults;
}

// A wrong head hides a job from claims or breaks the order.
function headFaults(picture: QueuePicture): string[] {
  const age = Number(picture.hashes.limits.age ?? 60_000);
  const heads = new Map<string, number>();
  for (const job of picture.jobs.values()) {
    const [place] = job.places;
    if (place?.state !== 'waiting') continue;
    const member = place.key.startsWith('again:')
      ? `${place.key.slice('again:'.length)}:a`
      : place.key.slice('ready:'.length);
    const rank = rankOf(readyAt(job), priorityOf(job), age);
    heads.set(member, Math.min(rank, heads.get(member) ?? Number.POSITIVE_INFINITY));
  }
  const faults: string[] = [];
  const written = picture.zsets.get('heads') ?? new Map<string, number>();
  for (const member of new Set([...heads.keys(), ...written.keys()])) {
    const [is, says] = [heads.get(member), written.get(member)];
    if (is !== says) faults.push(`head of ${member} is ${is ?? 'none'} and written as ${says ?? 'none'}`);
  }
  return faults;
}

function indexFaults(picture: QueuePicture): string[] {
  const faults: string[] = [];
  const stateOf = (id: string) => picture.jobs.get(id)?.places[0]?.state;
  for (const id of picture.extras)
    if (!picture.jobs.has(id)) faults.push(`extras names ${id}, which is gone`);
  for (const id of members(picture, 'expiring')) {
    const job = picture.jobs.get(id);
    const state = stateOf(id);
    if ((state !== 'waiting' && state !== 'scheduled') || job?.fields.n)
      faults.push(`${id} is ${state} and expiring`);
  }
  for (const [id, { lane }] of picture.jobs) {
    if (lane && /"x":/.test(lane.options) && !members(picture, 'expiring').includes(id))
      faults.push(`${id} never expires`);
  }
  for (const id of Object.keys(picture.hashes.watch)) {
    if (!['waiting', 'scheduled', 'active'].includes(stateOf(id) ?? ''))
      faults.push(`${id} is ${stateOf(id)} and watched`);
  }
  // Dead jobs have their own time, by their list.
  const finished = ['completed', 'cancelled', 'expired'].flatMap((list) => members(picture, list));
  const kept = new Set(members(picture, 'retention'));
  for (const id of finished) if (!kept.delete(id)) faults.push(`${id} is finished and kept for ever`);
  for (const id of kept) faults.push(`retention names ${id}, which is not in its lists`);
  return faults;
}

function groupFaults(picture: QueuePicture): string[] {
  const faults: string[] = [];
  const grouped = new Set<string>();
  for (const key of picture.zsets.keys()) {
    if (!key.startsWith('group:')) continue;
    const print = key.slice('group:'.length);
    if (!(print in picture.hashes.groups)) faults.push(`${key} has no sample`);
    for (const id of members(picture, key)) {
      grouped.add(id);
      const { s, g } = picture.jobs.get(id)?.fields ?? {};
      if (s !== 'd' || g !== print) faults.push(`${key} names ${id}, which is not dead of it`);
    }
  }
  for (const print of Object.keys(picture.hashes.groups)) {
    if (!picture.zsets.has(`group:${print}`)) faults.push(`error group ${print} is empty`);
  }
  for (const id of members(picture, 'dead'))
    if (!grouped.has(id)) faults.push(`${id} is dead and in no error group`);
  return faults;
}

function lifeFaults(picture: QueuePicture): string[] {
  const faults: string[] = [];
  for (const [key, life] of picture.lives) {
    if (life !== -1) continue;
    if (!key.startsWith('dedupe:')) {
      faults.push(`${key} never expires`);
      continue;
    }
    const id = picture.dedupe.get(key) ?? '';
    const state = picture.jobs.get(id)?.places[0]?.state;
    if (state !== 'waiting' && state !== 'scheduled' && state !== 'active')
      faults.push(`${key} is held by ${id}: ${state}`);
  }
  return faults;
}

/** What is left over in a queue without an unfinished job, in words. `workers` are the ones that still run. */
export function restFaults(picture: QueuePicture): string[] {
  return [
    ...faultsOf(picture),
    ...picture.keys.filter((key) => busyKey.test(key)).map((key) => `${key} is left over`),
  ];
}

/** Throws when a queue whose jobs are all finished holds anything that finished jobs do not explain (invariant I5). */
export async function checkAtRest(client: RedisClient, queue: string): Promise<QueuePicture> {
  const picture = await readPicture(client, queue);
  const faults = restFaults(picture);
  if (faults.length > 0) throw new Error(`The queue is not at rest:\n${faults.slice(0, 40).join('\n')}`);
  return picture;
}
