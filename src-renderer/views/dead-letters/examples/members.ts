import type { JobView } from '../../../../src-core/protocol/http';

/** The members of a group that are shown, newest first, and those that arrived since. */
export interface Members {
  shown: JobView[];
  /** Arrived since; not shown until asked for, so that no row moves. Newest first. */
  arrived: JobView[];
  /** Where the next page begins; null when all are shown. */
  cursor: string | null;
}

/** A page of `GET /dlq`. */
interface Page {
  jobs: JobView[];
  cursor: string | null;
}

export function firstPage({ jobs, cursor }: Page): Members {
  return { shown: jobs, arrived: [], cursor };
}

/** Adds the page after those shown. It may repeat jobs, as the ones that arrived meanwhile push others back a page. */
export function nextPage(members: Members, { jobs, cursor }: Page): Members {
  const known = idsOf(members);
  return { ...members, shown: [...members.shown, ...jobs.filter(({ id }) => !known.has(id))], cursor };
}

/**
 * Brings up to date with a fresh first page. What is in front of the known jobs has arrived since. When known ones that should be
 * on the page are gone, it takes the place of everything that was loaded.
 */
export function freshPage(members: Members, page: Page): Members {
  const known = idsOf(members);
  const fresh = new Map(page.jobs.map((job) => [job.id, job]));
  const oldest = page.cursor === null ? '' : (page.jobs.at(-1)?.finishedAt ?? '');
  const gone = (job: JobView) => !fresh.has(job.id) && (job.finishedAt ?? '~') > oldest;
  const newest = (job: JobView) => fresh.get(job.id) ?? job;
  const since = arrivedOn(page, known);
  if (!members.shown.some(gone) && !members.arrived.some(gone)) {
    const arrived = [...since, ...members.arrived.map(newest)];
    return { ...members, shown: members.shown.map(newest), arrived };
  }
  const held = new Set([...since, ...members.arrived].map(({ id }) => id));
  const shown = page.jobs.filter(({ id }) => !held.has(id));
  if (shown.length === 0) return firstPage(page);
  return { shown, arrived: page.jobs.filter(({ id }) => held.has(id)), cursor: page.cursor };
}

/** The jobs in front of the first known one. */
function arrivedOn({ jobs }: Page, known: ReadonlySet<string>): JobView[] {
  const front = jobs.findIndex(({ id }) => known.has(id));
  return front === -1 ? jobs : jobs.slice(0, front);
}

/** Shows what has arrived. */
export function release(members: Members): Members {
  return { ...members, shown: [...members.arrived, ...members.shown], arrived: [] };
}

function idsOf({ shown, arrived }: Members): Set<string> {
  return new Set([...shown, ...arrived].map(({ id }) => id));
}
