import type { Command } from 'commander';
import type { LabelValue, Requires } from '../../../src-core/protocol/job';
import { Queue } from '../../../src-core/queue/queue';
import type { Monitor } from '../../../src-core/queue/monitor';
import type { AddResult, NewJob } from '../../../src-core/queue/types';
import { withMonitor } from '../connect';
import { Follower } from '../follow';
import { printEnding } from '../outcome';
import { readPayload } from '../payload';
import { type CliCommand, type Run, action } from '../run';
import { jsonObject, wholeNumber } from '../values';

interface SubmitOptions {
  payload?: string;
  id?: string;
  priority?: number;
  delay?: number;
  expire?: number;
  timeout?: number;
  attempts?: number;
  requires?: Requires;
  labels?: Record<string, LabelValue>;
  dedupeKey?: string;
  keep?: number;
  client?: string;
  traceparent?: string;
  wait?: boolean;
  follow?: boolean;
  cancelOnInterrupt?: boolean;
}

const year = 365 * 86_400_000;
const week = 7 * 86_400_000;

/** Submits a job. */
export const submit: CliCommand = {
  register(program, cli) {
    const command = program
      .command('submit')
      .argument('<type>', 'its type, such as echo or llm.chat')
      .summary('submit a job, and wait for it when asked')
      .description('Submits a job and prints its id; with --wait or --follow, how it ends.');
    addOptions(command)
      .addHelpText(
        'after',
        '\nExamples:\n  $ signalbox submit echo --payload \'{"hello":"world"}\' --wait\n' +
          '  $ signalbox submit llm.chat --payload @chat.json --follow',
      )
      .action(action(cli, (run: Run<SubmitOptions>, type: string) => submitJob(run, type)));
  },
};

function addOptions(command: Command): Command {
  return command
    .option('--payload <json>', 'JSON, @FILE, or - for standard input; null when not given')
    .option('--priority <number>', '0 goes first, 9 last; 5 when not given', wholeNumber(0, 9))
    .option('--delay <ms>', 'run it so much later', wholeNumber(0, year))
    .option('--expire <ms>', 'give up when it has not started by then', wholeNumber(1, year))
    .option('--timeout <ms>', 'how long an attempt may run; 90000 when not given', wholeNumber(1, week))
    .option('--attempts <number>', 'how often it is tried; 4 when not given', wholeNumber(1, 100))
    .option('--id <id>', 'an id of your own; taken means the earlier job is meant')
    .option('--dedupe-key <key>', 'while a job with this key is unfinished, it is meant instead')
    .option('--requires <json>', 'what its worker must offer, such as {"zone":"eu"}', jsonObject)
    .option('--labels <json>', 'labels for people and tools', jsonObject)
    .option('--keep <ms>', 'how long it is kept when finished; 0 removes it', wholeNumber(0, year))
    .option('--client <id>', 'the client it belongs to')
    .option('--traceparent <text>', 'W3C trace context')
    .option('--wait', 'wait for its end and print the result')
    .option('--follow', 'wait, and print what it streams as it comes')
    .option('--cancel-on-interrupt', 'Ctrl+C while waiting cancels the job');
}

async function submitJob(run: Run<SubmitOptions>, type: string): Promise<number> {
  const { options } = run;
  const payload = options.payload === undefined ? null : await readPayload(options.payload, run.io);
  const job = newJob(run, type, payload);
  return await withMonitor(run, async (monitor) => {
    const queue = new Queue(run.queue, {
      redis: monitor.queue(run.queue).connection.target,
      clientName: 'signalbox:cli',
      maxWaiting: run.config().queue.maxWaiting,
    });
    try {
      if (options.wait || options.follow) return await submitAndFollow(run, queue, monitor, job);
      const added = await queue.submit(job);
      run.print({ jobId: added.id, state: added.state, duplicate: added.duplicate }, () => `${added.id}\n`);
      if (!run.json) tellDuplicate(run, added);
      return 0;
    } finally {
      await queue.close();
    }
  });
}

function newJob(run: Run<SubmitOptions>, type: string, payload: unknown): NewJob {
  const { id, priority, delay, expire, timeout, requires, labels, dedupeKey, keep, client, traceparent } =
    run.options;
  const job: NewJob = { type, payload };
  job.attempts = run.options.attempts ?? 1 + run.config().queue.maxRetries;
  if (id !== undefined) job.id = id;
  if (priority !== undefined) job.priority = priority;
  if (delay !== undefined) job.delayMs = delay;
  if (expire !== undefined) job.expireMs = expire;
  if (timeout !== undefined) job.timeoutMs = timeout;
  if (requires !== undefined) job.requires = requires;
  if (labels !== undefined) job.labels = labels;
  if (dedupeKey !== undefined) job.dedupeKey = dedupeKey;
  if (keep !== undefined) job.keepMs = keep;
  if (client !== undefined) job.clientId = client;
  if (traceparent !== undefined) job.traceparent = traceparent;
  return job;
}

async function submitAndFollow(
  run: Run<SubmitOptions>,
  queue: Queue,
  monitor: Monitor,
  job: NewJob,
): Promise<number> {
  const stream = run.options.follow === true;
  const since = run.io.now();
  const follower = new Follower(run, job.type, {
    stream,
    ...(run.options.cancelOnInterrupt && { cancel: (id) => queue.cancel(id, 'Ctrl+C') }),
    onLongWait: () => void warnWithoutWorkers(follower, monitor, queue.name, job.type),
  });
  const submitting = queue.delivery.submit(job, follower.listener).then((added) => {
    if (!run.json) {
      tellDuplicate(run, added);
      if (!added.duplicate) run.tell(`Submitted ${added.id}`);
    }
    return added;
  });
  const ending = await follower.until(submitting.then(({ watch }) => watch));
  const { id } = await submitting;
  return printEnding(run, id, job.type, ending, stream, run.io.now() - since);
}

function tellDuplicate(run: Run, { id, duplicate }: AddResult): void {
  if (duplicate) run.tell(`There is such a job already: ${id}`);
}

/** Says so when a job waits because nobody is there to run it. */
async function warnWithoutWorkers(
  follower: Follower,
  monitor: Monitor,
  queue: string,
  type: string,
): Promise<void> {
  const workers = await monitor.workers().catch(() => null);
  const able = workers?.some(
    (worker) =>
      worker.queue === queue &&
      worker.state === 'running' &&
      (worker.types.includes(type) || worker.types.includes('*')),
  );
  if (able === false)
    follower.tell(`No running worker of queue ${queue} takes jobs of type ${type}; it waits for one.`);
}
