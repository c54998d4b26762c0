import type { z } from 'zod';
import {
  type DiscardBody,
  type RequeueBody,
  type restoreBodySchema,
  undoMs,
} from '../../../src-core/protocol/dead-letters';
import { SignalboxError } from '../../../src-core/protocol/errors';
import type { Operation } from '../../../src-core/protocol/operations';
import type { manyJobsBodySchema } from '../../../src-core/protocol/search';
import type { DeadLetters } from '../../../src-core/queue/dead-letters';
import { type Act, type ManyJobs, namedJobs } from '../../../src-core/queue/many-jobs';
import type { Queue } from '../../../src-core/queue/queue';
import type { GatewayContext } from '../context';
import { within } from '../deadline';
import type { Principal } from '../tokens';

type ManyJobsBody = z.infer<typeof manyJobsBodySchema>;

/** Begins the operations that HTTP requests ask for. Every method throws what `Operations.start` does. */
export class Orders {
  #lastUndo = 0;

  constructor(private readonly context: GatewayContext) {}

  /** Sends dead jobs back to waiting. Throws NOT_FOUND for a queue or group there is not. */
  requeue(who: Principal, body: RequeueBody): Promise<Operation> {
    return this.#begin(async () => {
      const dead = await this.deadLetters(body.queue);
      const chosen = await choose(dead, body, dead.requeueing(`requeued by ${who.key}`));
      return {
        kind: 'requeue',
        queue: dead.connection.queue,
        rate: body.rate ?? null,
        undoUntil: null,
        ...chosen,
      };
    });
  }

  /** Puts dead jobs away for a while. Throws NOT_FOUND for a queue or group there is not. */
  discard(who: Principal, body: DiscardBody): Promise<Operation> {
    return this.#begin(async () => {
      const dead = await this.deadLetters(body.queue);
      const undoUntil = await this.#nextUndo(dead);
      const chosen = await choose(dead, body, dead.discarding(undoUntil, who.key));
      return { kind: 'discard', queue: dead.connection.queue, rate: null, undoUntil, ...chosen };
    });
  }

  /** Brings back what an operation discarded. Throws NOT_FOUND; INVALID_STATE when that cannot be undone (any more). */
  restore(who: Principal, { operationId }: z.infer<typeof restoreBodySchema>): Promise<Operation> {
    return this.#begin(async () => {
      const { operations } = this.context;
      const { queue, kind, state, undoUntil, what } = operations.get(operationId);
      if (kind !== 'discard') throw new SignalboxError('INVALID_STATE', 'Only a discard can be undone');
      if (state === 'running')
        throw new SignalboxError('INVALID_STATE', 'The discard is still running: stop it first');
      const dead = await this.deadLetters(queue);
      if (undoUntil === null || (await dead.now()) >= undoUntil)
        throw new SignalboxError('INVALID_STATE', 'This discard can be undone no more');
      const work = await dead.restoring(undoUntil, who.key);
      const onDone = () => operations.forgetUndo(operationId);
      return { kind: 'restore', queue, what, rate: null, undoUntil: null, work, onDone };
    });
  }

  /** Cancels jobs; without a queue each is looked for in every queue. */
  cancel(who: Principal, body: ManyJobsBody): Promise<Operation> {
    return this.#many('cancel', body, (queue) => cancelling(queue, `cancelled by ${who.key}`));
  }

  /** Sends dead jobs back to waiting; without a queue each is looked for in every queue. */
  retry(who: Principal, body: ManyJobsBody): Promise<Operation> {
    const { monitor } = this.context.options;
    return this.#many('retry', body, (queue) =>
      monitor.deadLetters(queue.name).requeueing(`retried by ${who.key}`),
    );
  }

  /** The dead letters of a queue, the default one when none is named. Throws NOT_FOUND. */
  async deadLetters(name = this.context.options.defaultQueue): Promise<DeadLetters> {
    await this.#check(name);
    return this.context.options.monitor.deadLetters(name);
  }

  async #check(queue: string): Promise<void> {
    if (await this.context.door.exists(queue)) return;
    throw new SignalboxError('NOT_FOUND', `There is no queue ${queue}`);
  }

  #many(kind: 'cancel' | 'retry', body: ManyJobsBody, actIn: (queue: Queue) => Act): Promise<Operation> {
    return this.#begin(async () => {
      const { monitor, defaultQueue } = this.context.options;
      const names = body.queue === undefined ? [defaultQueue, ...(await monitor.queueNames())] : [body.queue];
      if (body.queue !== undefined) await this.#check(body.queue);
      const queues = [...new Set(names)].map((name) => monitor.queue(name));
      const work = namedJobs(body.ids, inAnyOf(queues.map(actIn)));
      const queue = body.queue ?? defaultQueue;
      return { kind, queue, what: counted(work.total), rate: null, undoUntil: null, work };
    });
  }

  /** When what is discarded now is removed. The time names the act, so no two have the same. */
  async #nextUndo(dead: DeadLetters): Promise<number> {
    this.#lastUndo = Math.max((await dead.now()) + undoMs, this.#lastUndo + 1);
    return this.#lastUndo;
  }

  async #begin(
    prepare: () => Promise<Parameters<GatewayContext['operations']['start']>[0]>,
  ): Promise<Operation> {
    return this.context.operations.start(await within(prepare(), this.context.limits.requestMs));
  }
}

/** The dead letters that a body names, and what to call them. */
async function choose(
  dead: DeadLetters,
  body: Pick<DiscardBody, 'ids' | 'group'>,
  act: Act,
): Promise<{ what: string; work: ManyJobs }> {
  if (body.ids) {
    const work = namedJobs(body.ids, act);
    return { what: counted(work.total), work };
  }
  if (body.group === undefined) return { what: 'all dead letters', work: await dead.oldest(undefined, act) };
  const group = await dead.group(body.group);
  if (!group) throw new SignalboxError('NOT_FOUND', `There is no error group ${body.group}`);
  return { what: `group ${group.code}`, work: await dead.oldest(body.group, act) };
}

function counted(jobs: number): string {
  return jobs === 1 ? '1 job' : `${jobs} jobs`;
}

function cancelling(queue: Queue, cause: string): Act {
  return (ids) => Promise.all(ids.map((id) => queue.cancel(id, cause).then(() => 'a', asAnswer)));
}

function asAnswer(error: unknown): string {
  if (error instanceof SignalboxError && error.code === 'JOB_NOT_FOUND') return '';
  if (error instanceof SignalboxError && error.code === 'INVALID_STATE') return 's';
  throw error;
}

/** Acts in the first of several queues, and on what is not there in the next ones. */
function inAnyOf(acts: Act[]): Act {
  return async (ids) => {
    const answers = new Map<string, string>();
    for (const act of acts) {
      const missing = ids.filter((id) => (answers.get(id) ?? '') === '');
      if (missing.length === 0) break;
      for (const [n, answer] of (await act(missing)).entries()) answers.set(missing[n] as string, answer);
    }
    return ids.map((id) => answers.get(id) ?? '');
  };
}
