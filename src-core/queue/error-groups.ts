import type { ErrorGroup } from '../protocol/dead-letters';
import type { JobError } from '../protocol/job';
import type { QueueConnection } from './connection';
import type { JobClass } from './requirements';

/** Groups that are shown of one queue, and how many are looked at to find them. */
const maxGroups = 200;
const maxExamined = 5000;
const groupsPerCall = 100;

const timelineSteps = 24;
/** Of the newest members types and workers are told. */
const sampledMembers = 200;
const maxMessage = 500;

export interface ErrorGroups {
  groups: ErrorGroup[];
  /** How many there are, also those that are not in `groups`. */
  total: number;
}

interface GroupSize {
  fingerprint: string;
  count: number;
  firstAt: number;
  lastAt: number;
}

type KnownGroups = Map<string, { version: string; group: ErrorGroup }>;

/** The largest groups and those with the latest members. `known` holds those of the call before; it is brought up to date. */
export async function readErrorGroups(connection: QueueConnection, known: KnownGroups): Promise<ErrorGroups> {
  const { client, keys } = connection;
  const total = await connection.guard(() => client.hlen(keys.groups));
  const sizes = total === 0 ? [] : await readSizes(connection);
  const shown = mostTelling(sizes);
  const groups: ErrorGroup[] = [];
  for (const size of shown) {
    const version = `${size.count} ${size.firstAt} ${size.lastAt}`;
    const before = known.get(size.fingerprint);
    groups.push(before?.version === version ? before.group : await readGroup(connection, size));
  }
  known.clear();
  for (const [n, group] of groups.entries()) {
    const { count, firstAt, lastAt } = shown[n] as GroupSize;
    known.set(group.fingerprint, { version: `${count} ${firstAt} ${lastAt}`, group });
  }
  return { groups, total };
}

/** Half of what is shown are the largest ones, so that a flood of new kinds cannot hide them; the rest are the latest. */
function mostTelling(sizes: GroupSize[]): GroupSize[] {
  const latest = sizes.toSorted((a, b) => b.lastAt - a.lastAt || b.count - a.count);
  if (latest.length <= maxGroups) return latest;
  const largest = sizes.toSorted((a, b) => b.count - a.count || b.lastAt - a.lastAt);
  const chosen = new Set(largest.slice(0, maxGroups / 2));
  for (const size of latest) if (chosen.size < maxGroups) chosen.add(size);
  return latest.filter((size) => chosen.has(size));
}

/** One group; null when it has no member. */
export async function readErrorGroup(
  connection: QueueConnection,
  fingerprint: string,
): Promise<ErrorGroup | null> {
  const { client, keys } = connection;
  const key = keys.group(fingerprint);
  const [count, first, last] = await connection.guard(() =>
    Promise.all([
      client.zcard(key),
      client.zrange(key, 0, '0', 'WITHSCORES'),
      client.zrange(key, -1, '-1', 'WITHSCORES'),
    ]),
  );
  if (count === 0 || first[1] === undefined) return null;
  return await readGroup(connection, {
    fingerprint,
    count,
    firstAt: Number(first[1]),
    lastAt: Number(last[1]),
  });
}

async function readSizes(connection: QueueConnection): Promise<GroupSize[]> {
  const sizes = new Map<string, GroupSize>();
  let cursor = '0';
  do {
    const [next, ...flat] = (await connection.run('groups', [cursor, groupsPerCall])) as [
      string,
      ...(string | number)[],
    ];
    for (let i = 0; i < flat.length; i += 4) {
      const fingerprint = flat[i] as string;
      const [count, firstAt, lastAt] = flat.slice(i + 1, i + 4).map(Number) as [number, number, number];
      sizes.set(fingerprint, { fingerprint, count, firstAt, lastAt });
    }
    cursor = next;
  } while (cursor !== '0' && sizes.size < maxExamined);
  return [...sizes.values()];
}

type RawGroup = [
  error: string,
  sample: string,
  timeline: number[],
  classes: (string | number)[],
  workers: (string | number)[],
];

async function readGroup(connection: QueueConnection, size: GroupSize): Promise<ErrorGroup> {
  const { fingerprint, count, firstAt, lastAt } = size;
  const args = [fingerprint, firstAt, lastAt, timelineSteps, sampledMembers];
  const raw = (await connection.run('group', args)) as RawGroup;
  const [errorText, sample, timeline, classes, workers] = raw;
  const types: Record<string, number> = {};
  for (const [text, n] of inPairs(classes)) {
    const { type } = JSON.parse(text) as JobClass;
    types[type] = (types[type] ?? 0) + n;
  }
  return {
    queue: connection.queue,
    fingerprint,
    ...firstError(errorText, sample),
    count,
    firstAt: new Date(firstAt).toISOString(),
    lastAt: new Date(lastAt).toISOString(),
    timeline,
    types,
    workers: Object.fromEntries(inPairs(workers)),
  };
}

// The sample is `firstMs CODE: message without numbers and ids`.
function firstError(errorText: string, sample: string): Pick<JobError, 'code' | 'message'> {
  if (errorText === '') return { code: 'INTERNAL', message: sample.replace(/^\d+ /, '') };
  const { code, message } = JSON.parse(errorText) as JobError;
  return { code, message: message.slice(0, maxMessage) };
}

function inPairs(flat: (string | number)[]): [string, number][] {
  const pairs: [string, number][] = [];
  for (let i = 0; i < flat.length; i += 2) pairs.push([String(flat[i]), Number(flat[i + 1])]);
  return pairs;
}
