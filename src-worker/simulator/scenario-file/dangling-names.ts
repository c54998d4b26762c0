import type { Scenario } from '../../../src-core/protocol/scenario';

/** A name that stands for nothing. */
interface DanglingName {
  path: (string | number)[];
  message: string;
}

/** Job types that are used and nowhere described: misspelt, they would wait for ever. */
export function danglingNames({ jobs, machines, load, faults }: Scenario): DanglingName[] {
  const known = Object.keys(jobs);
  const list =
    known.length > 0 ? `described under "jobs": ${known.join(', ')}` : 'nothing is described under "jobs"';
  const check = (type: string, path: (string | number)[]): DanglingName[] =>
    Object.hasOwn(jobs, type) ? [] : [{ path, message: `unknown job type "${type}"; ${list}` }];
  return [
    ...Object.entries(load).flatMap(([name, entry]) =>
      Object.keys(entry.jobs).flatMap((type) => check(type, ['load', name, 'jobs', type])),
    ),
    ...Object.entries(machines).flatMap(([name, { jobTypes }]) =>
      (jobTypes ?? []).flatMap((type, n) => check(type, ['machines', name, 'jobTypes', n])),
    ),
    ...faults.flatMap((fault, n) =>
      'jobs' in fault ? (fault.jobs ?? []).flatMap((type, k) => check(type, ['faults', n, 'jobs', k])) : [],
    ),
  ];
}
