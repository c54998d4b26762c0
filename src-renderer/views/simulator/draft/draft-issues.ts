import type { z } from 'zod';
import { type Scenario, type ScenarioText, scenarioSchema } from '../../../../src-core/protocol/scenario';
import { type Path, pathKey } from './paths';

/** What the form holds, read: the scenario, or what is wrong with it by place. */
export interface ReadDraft {
  /** null when something is wrong. */
  scenario: Scenario | null;
  /** By `pathKey`. */
  issues: ReadonlyMap<string, string>;
}

type Issue = z.core.$ZodIssue;
interface Fault {
  path: Path;
  message: string;
}

/** Reads the form as the gateway would. */
export function readDraft(draft: ScenarioText): ReadDraft {
  const result = scenarioSchema.safeParse(draft);
  const faults = result.success
    ? unknownTypes(result.data)
    : result.error.issues.flatMap((issue) => faultsOf(issue));
  const issues = new Map<string, string>();
  for (const { path, message } of faults) {
    const key = pathKey(path);
    if (!issues.has(key)) issues.set(key, message);
  }
  return { scenario: result.success && faults.length === 0 ? result.data : null, issues };
}

/** Of a union, what is wrong with the member that was most likely meant. */
function faultsOf(issue: Issue, before: Path = []): Fault[] {
  const path = [...before, ...(issue.path as Path)];
  if (issue.code !== 'invalid_union') return [{ path, message: issue.message }];
  const members = issue.errors.filter((member) => member.length > 0);
  const [likeliest] = members.sort((a, b) => strangeness(a) - strangeness(b));
  return likeliest?.flatMap((one) => faultsOf(one, path)) ?? [{ path, message: issue.message }];
}

/** How little a member of a union is like what was given: another kind of value altogether, or fields it does not know. */
function strangeness(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => {
    const atTop = issue.path.length === 0;
    if (issue.code === 'invalid_type' && atTop) return sum + 100;
    if (issue.code === 'unrecognized_keys') return sum + 50;
    if (issue.code === 'invalid_value') return sum + 20;
    return sum + 1;
  }, 0);
}

/** Load and machines can only name job types that there are. */
function unknownTypes({ jobs, load, machines }: Scenario): Fault[] {
  const faults: Fault[] = [];
  const known = new Set(Object.keys(jobs));
  for (const [name, entry] of Object.entries(load)) {
    const strange = Object.keys(entry.jobs).find((type) => !known.has(type));
    if (strange !== undefined)
      faults.push({ path: ['load', name, 'jobs'], message: `there is no job type ${strange}` });
  }
  for (const [name, entry] of Object.entries(machines)) {
    const strange = entry.jobTypes?.find((type) => !known.has(type));
    if (strange !== undefined)
      faults.push({ path: ['machines', name, 'jobTypes'], message: `there is no job type ${strange}` });
  }
  return faults;
}
