import type { ClassTable } from './class-table';
import { defaultAttempts, defaultTimeoutMs } from './options';
import { parseOptions } from './record';
import type { JobClass } from './requirements';
import type { ClaimedJob, StoredOptions } from './types';

/** The script `claim`'s answer: flags, class version, retry after, now, then id, head, payload for each job. */
export type RawClaims = [flags: string, version: string, retryAfter: number, now: string, ...jobs: string[]];

/** What jobs of one batch mostly share. */
interface Head {
  jobClass: JobClass;
  /** fence, attempt, used, emitted; null for a first attempt. */
  claim: number[] | null;
  options: StoredOptions;
}

const first = 4;

function readHead(text: string, classes: ClassTable): Head {
  const a = text.indexOf('|');
  const b = text.indexOf('|', a + 1);
  const claim = text.slice(a + 1, b);
  return {
    jobClass: classes.get(Number(text.slice(0, text.indexOf(':')))) as JobClass,
    claim: claim === '' ? null : claim.split(' ').map(Number),
    options: Object.freeze(parseOptions(text.slice(b + 1))),
  };
}

/** Turns the script's answer into jobs. */
export function decodeClaims(raw: RawClaims, classes: ClassTable): ClaimedJob[] {
  const now = Number(raw[3]);
  const jobs: ClaimedJob[] = [];
  let lastText = '';
  let head: Head | null = null;
  for (let i = first; i < raw.length; i += 3) {
    const text = raw[i + 1] as string;
    if (head === null || text !== lastText) {
      head = readHead(text, classes);
      lastText = text;
    }
    jobs.push(decode(raw[i] as string, head, raw[i + 2] as string, now));
  }
  return jobs;
}

function decode(id: string, { jobClass, claim, options }: Head, payload: string, now: number): ClaimedJob {
  const job: ClaimedJob = {
    id,
    type: jobClass.type,
    payload: JSON.parse(payload),
    attempt: claim ? (claim[1] as number) : 1,
    attempts: options.n ?? defaultAttempts,
    fence: claim ? (claim[0] as number) : now,
    timeoutMs: options.t ?? defaultTimeoutMs,
    emitted: claim ? (claim[3] as number) : 0,
    options,
  };
  if (jobClass.requires) job.requires = jobClass.requires;
  if (options.o !== undefined) job.clientId = options.o;
  if (options.l !== undefined) job.labels = JSON.parse(options.l);
  if (options.tp !== undefined) job.traceparent = options.tp;
  return job;
}
