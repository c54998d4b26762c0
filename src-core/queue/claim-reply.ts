import type { ClassTable } from './class-table';
import { defaultAttempts, defaultTimeoutMs } from './options';
import { parseOptions } from './record';
import type { JobClass } from './requirements';
import type { ClaimedJob, StoredOptions } from './types';

/** The script `claim`'s answer: flags, class version, retry after, now, then id, member, claim, options, payload for each. */
export type RawClaims = [flags: string, version: string, retryAfter: number, now: string, ...jobs: string[]];

const head = 4;

let lastText = '';
let lastOptions: StoredOptions = {};

// Jobs of a batch mostly have the same options.
function knownOptions(text: string): StoredOptions {
  if (text !== lastText) {
    lastOptions = Object.freeze(parseOptions(text));
    lastText = text;
  }
  return lastOptions;
}

/** Turns the script's answer into jobs. */
export function decodeClaims(raw: RawClaims, classes: ClassTable): ClaimedJob[] {
  const now = Number(raw[3]);
  const jobs: ClaimedJob[] = [];
  for (let i = head; i < raw.length; i += 5) {
    const member = raw[i + 1] as string;
    const jobClass = classes.get(Number(member.slice(0, member.indexOf(':')))) as JobClass;
    jobs.push(decode(raw, i, now, jobClass));
  }
  return jobs;
}

function decode(raw: RawClaims, i: number, now: number, jobClass: JobClass): ClaimedJob {
  const claim = raw[i + 2] as string;
  const [fence, attempt, , emitted] = claim === '' ? [now, 1, 0, 0] : claim.split(' ').map(Number);
  const options = knownOptions(raw[i + 3] as string);
  const job: ClaimedJob = {
    id: raw[i] as string,
    type: jobClass.type,
    payload: JSON.parse(raw[i + 4] as string),
    attempt: attempt as number,
    attempts: options.n ?? defaultAttempts,
    fence: fence as number,
    timeoutMs: options.t ?? defaultTimeoutMs,
    emitted: emitted as number,
    options,
  };
  if (jobClass.requires) job.requires = jobClass.requires;
  if (options.o !== undefined) job.clientId = options.o;
  if (options.l !== undefined) job.labels = JSON.parse(options.l);
  if (options.tp !== undefined) job.traceparent = options.tp;
  return job;
}
