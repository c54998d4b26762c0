import { SignalboxError } from '../protocol/errors';
import type { ErrorGroup, ImportAnswer } from '../protocol/dead-letters';
import type { QueueConnection } from './connection';
import { exportDeadLetters } from './dead-letter-export';
import { importDeadLetters } from './dead-letter-import';
import { type ErrorGroups, readErrorGroup, readErrorGroups } from './error-groups';
import type { JobPage } from './listing';
import { type Act, type ManyJobs, tallied } from './many-jobs';
import { encodePayload } from './options';
import { readRecords } from './rows';

/** The dead jobs of one queue: what they have in common, and acts on them. */
export class DeadLetters {
  readonly #known = new Map<string, { version: string; group: ErrorGroup }>();

  constructor(readonly connection: QueueConnection) {}

  /** The error groups, the one with the latest member first. Groups that did not change are not read again. */
  groups(): Promise<ErrorGroups> {
    return readErrorGroups(this.connection, this.#known);
  }

  /** One error group; null when there is none of that fingerprint. */
  group(fingerprint: string): Promise<ErrorGroup | null> {
    return readErrorGroup(this.connection, fingerprint);
  }

  /** Dead jobs, newest first. `cursor` is where the page before ended. */
  async list(options: { group?: string; cursor?: string; limit: number }): Promise<JobPage> {
    const { client } = this.connection;
    const from = Number(options.cursor ?? 0);
    const ids = await this.connection.guard(() =>
      client.zrevrange(this.#place(options.group), from, from + options.limit - 1),
    );
    const records = await readRecords(this.connection, ids);
    const jobs = records.filter((record) => record?.state === 'dead');
    return {
      jobs: jobs as JobPage['jobs'],
      cursor: ids.length < options.limit ? null : String(from + ids.length),
    };
  }

  /** Redis' clock, epoch ms. */
  async now(): Promise<number> {
    const [seconds, micros] = await this.connection.guard(() => this.connection.client.time());
    return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
  }

  /** Sends dead jobs back to waiting. */
  requeueing(cause: string): Act {
    return async (ids) => (await this.connection.run('requeue', [cause, ...ids])) as string[];
  }

  /**
   * Puts dead jobs away until `removeAt` (epoch ms on Redis' clock), which `restoring` takes as the name of the act.
   * `by` says who did it.
   */
  discarding(removeAt: number, by: string): Act {
    return async (ids) => (await this.connection.run('discard', [removeAt, by, ...ids])) as string[];
  }

  /** Brings back the jobs that were put away with `removeAt`. */
  async restoring(removeAt: number, by: string): Promise<ManyJobs> {
    const { client, keys } = this.connection;
    const total = await this.connection.guard(() => client.zcount(keys.discarded, removeAt, removeAt));
    return {
      total,
      next: async (most) => {
        const done = (await this.connection.run('restore', [removeAt, most, by])) as number;
        return { done, skipped: 0, over: done < most };
      },
    };
  }

  /** An act on the dead jobs of a group or on all of them, oldest first. Those that die after `now` are left alone. */
  async oldest(group: string | undefined, act: Act): Promise<ManyJobs> {
    const { client } = this.connection;
    const key = this.#place(group);
    const until = await this.now();
    let skipped = 0;
    return {
      total: await this.connection.guard(() => client.zcount(key, '-inf', until)),
      next: async (most) => {
        const ids = await this.connection.guard(() =>
          client.zrange(key, '-inf', String(until), 'BYSCORE', 'LIMIT', skipped, most),
        );
        if (ids.length === 0) return { done: 0, skipped: 0, over: true };
        const slice = tallied(await act(ids));
        // What was acted on has left its place; what was not lies still in front.
        skipped += slice.skipped;
        return { ...slice, over: false };
      },
    };
  }

  /** Gives a dead job another payload. JOB_NOT_FOUND; INVALID_STATE when it is not dead; PAYLOAD_TOO_LARGE. */
  async edit(id: string, payload: unknown, by: string): Promise<void> {
    const text = `The payload was changed by ${by}`;
    const answer = await this.connection.run('edit', [id, encodePayload(payload), text]);
    if (answer === '') throw new SignalboxError('JOB_NOT_FOUND');
    if (answer === 's')
      throw new SignalboxError('INVALID_STATE', 'Only the payload of a dead job can be changed');
  }

  /** The dead jobs, or those of one group, as lines of JSON, oldest first; each text is some whole lines. */
  export(group?: string): AsyncGenerator<{ text: string; jobs: number }, void, void> {
    return exportDeadLetters(this.connection, group);
  }

  /** Adds the dead jobs of an export. What is not right is refused line by line; a job whose id is taken is left alone. */
  import(source: AsyncIterable<Uint8Array>): Promise<ImportAnswer> {
    return importDeadLetters(this.connection, source);
  }

  #place(group: string | undefined): string {
    const { keys } = this.connection;
    return group === undefined ? keys.dead : keys.group(group);
  }
}
