import type { JobFacts } from '../protocol/facts';
import type { JobView } from '../protocol/http';
import type { AnswerPart, Saying } from './answer';
import { counted, listed, say } from './answer';
import { workerPart } from './job-story';

type WorkerFacts = JobFacts['workers'][number];

/** Workers named one by one; more of them are counted. */
const maxNamed = 3;

/** Something that keeps a job from starting. */
export interface Hindrance {
  clause: AnswerPart[];
  /** What may follow the clause, to be exact; empty when the clause says it all. */
  detail: AnswerPart[];
}

/** What keeps such a job from starting now, the strongest first; empty when nothing does. */
export function hindrances(job: JobView, facts: JobFacts, duration: (ms: number) => string): Hindrance[] {
  const { queue } = facts;
  const queuePart: AnswerPart = { text: queue.name, ref: { kind: 'queue', name: queue.name } };
  const found: Hindrance[] = [];
  const add = (...clause: Saying[]) => found.push({ clause: say(...clause), detail: [] });
  if (queue.paused) add('queue ', queuePart, ' is paused');
  const workers = workerHindrance(job, facts);
  if (workers) found.push(workers);
  if (queue.rate && queue.rateUsedUp) {
    const { max, windowMs } = queue.rate;
    const limit = `${counted(max, 'start')} in ${duration(windowMs)}`;
    add('the rate limit of queue ', queuePart, ` (${limit}) is used up`);
  }
  if (queue.concurrency !== null && queue.active >= queue.concurrency) {
    const running: AnswerPart = {
      text: `${queue.active.toLocaleString('en')} run`,
      ref: { kind: 'jobs', queue: queue.name, state: 'active' },
    };
    const limit = counted(queue.concurrency, 'job');
    add('queue ', queuePart, ` runs ${limit} at once at most, and `, running, ' now');
  }
  return found;
}

/** The workers that could take the job: there, not stopping, of its type, with what it requires. */
export function ableWorkers(facts: JobFacts): WorkerFacts[] {
  return facts.workers.filter(
    ({ state, servesType, lacks }) => state === 'running' && servesType && lacks.length === 0,
  );
}

/** `the only worker`, `both workers`, `all 3 workers`. */
export function allWorkers(n: number): string {
  if (n === 1) return 'the only worker';
  return n === 2 ? 'both workers' : `all ${n} workers`;
}

/** `neither of the 2 workers`, `none of the 3 workers`. */
function noWorker(n: number): string {
  return `${n === 2 ? 'neither' : 'none'} of the ${n} workers`;
}

function workerHindrance({ type }: JobView, facts: JobFacts): Hindrance | null {
  const { workers, queue } = facts;
  if (ableWorkers(facts).length > 0) return null;
  const these = (text: string): AnswerPart => ({ text, ref: { kind: 'workers' } });
  const plain = (...clause: Saying[]): Hindrance => ({ clause: say(...clause), detail: [] });
  if (workers.length === 0) return plain(these('no worker'), ` is there for queue ${queue.name}`);
  const ofType = workers.filter(({ servesType }) => servesType);
  if (ofType.length === 0) {
    const takes =
      workers.length === 1 ? 'the only worker does not take' : `${noWorker(workers.length)} takes`;
    return plain(these(takes), ` jobs of type ${type}`);
  }
  const able = ofType.filter(({ lacks }) => lacks.length === 0);
  if (able.length > 0) {
    const is = able.length === 1 ? 'is' : 'are';
    return plain(these(allWorkers(able.length)), ` able to run it ${is} `, standing(able));
  }
  const which = ofType.length === 1 ? 'the only worker' : noWorker(ofType.length);
  const meets = ofType.length === 1 ? 'does not meet' : 'meets';
  const clause = say(these(which), ` for type ${type} ${meets} what it requires`);
  return { clause, detail: say(': ', lacking(ofType)) };
}

/** `draining (w1, w2) and lost (w3)`. */
function standing(workers: readonly WorkerFacts[]): Saying {
  const states = (['draining', 'lost'] as const)
    .map((state) => ({ state, of: workers.filter((worker) => worker.state === state) }))
    .filter(({ of }) => of.length > 0);
  return listed(states.map(({ state, of }) => [`${state} (`, names(of), ')']));
}

/** `w1 lacks A and B, w2 and w3 lack A`. */
function lacking(workers: readonly WorkerFacts[]): Saying {
  const groups = new Map<string, WorkerFacts[]>();
  for (const worker of workers) {
    const lack = listedText(worker.lacks);
    const known = groups.get(lack);
    if (known) known.push(worker);
    else groups.set(lack, [worker]);
  }
  const said = [...groups].slice(0, maxNamed).map(([lack, of]) => {
    const verb = of.length === 1 ? 'lacks' : 'lack';
    return [names(of), ` ${verb} ${lack}`];
  });
  const more = groups.size - said.length;
  return [
    said.map((one, n) => (n === 0 ? one : ['; ', one])),
    more > 0 ? `; ${more} more lack other things` : '',
  ];
}

function listedText(items: readonly string[]): string {
  return say(listed(items))
    .map(({ text }) => text)
    .join('');
}

/** Ids of workers, each leading to it; `12 workers` when there are many. */
function names(workers: readonly WorkerFacts[]): Saying {
  if (workers.length > maxNamed) return { text: counted(workers.length, 'worker'), ref: { kind: 'workers' } };
  return listed(workers.map(({ id }) => workerPart(id)));
}
