import {
  type DeadLetterLine,
  deadLetterLineSchema,
  type ImportAnswer,
  maxRefusedLines,
} from '../protocol/dead-letters';
import { SignalboxError } from '../protocol/errors';
import { maxPayloadBytes } from '../protocol/job';
import { ClassTable } from './class-table';
import type { QueueConnection } from './connection';
import { fingerprint, normaliseMessage } from './error-group';
import { queuesKey } from './keys';
import { splitLines } from './line-bytes';
import { prepare } from './options';
import type { ScriptArgument } from './scripts';

/** A job's payload, its errors and its history fit easily. */
const maxLineBytes = 4 * maxPayloadBytes;
/** Lines that travel together, and the characters after which no further one is added. */
const maxBatchLines = 100;
const maxBatchChars = 400_000;
/** As the engine cuts the errors that workers report. */
const maxErrorText = 8192;

/**
 * Adds the dead letters of an export to a queue, line by line; lines that are empty are passed over. A line that is not
 * right is refused and the others go on. A job whose id is taken counts as a duplicate and stays as it is.
 */
export async function importDeadLetters(
  connection: QueueConnection,
  source: AsyncIterable<Uint8Array>,
): Promise<ImportAnswer> {
  const importer = new Importer(connection);
  for await (const line of splitLines(source, maxLineBytes)) {
    await importer.take(line.number, line.text, line.fault);
  }
  return await importer.end();
}

class Importer {
  readonly #connection: QueueConnection;
  readonly #classes: ClassTable;
  readonly #answer: ImportAnswer = { imported: 0, duplicates: 0, refused: [] };
  #batch: ScriptArgument[] = [];
  #lines = 0;
  #chars = 0;

  constructor(connection: QueueConnection) {
    this.#connection = connection;
    this.#classes = new ClassTable(connection);
  }

  async take(number: number, text: string, fault: string | undefined): Promise<void> {
    if (fault === undefined && text.trim() === '') return;
    try {
      if (fault !== undefined) throw new SignalboxError('INVALID_MESSAGE', fault);
      this.#batch.push(...(await this.#encode(parseLine(text))));
    } catch (error) {
      if (!(error instanceof SignalboxError) || error.code === 'REDIS_UNAVAILABLE') throw error;
      this.#refuse(number, error.message);
      return;
    }
    this.#lines += 1;
    this.#chars += text.length;
    if (this.#lines >= maxBatchLines || this.#chars >= maxBatchChars) await this.#send();
  }

  async end(): Promise<ImportAnswer> {
    await this.#send();
    return this.#answer;
  }

  #refuse(line: number, message: string): void {
    const { refused } = this.#answer;
    if (refused.length < maxRefusedLines) refused.push({ line, message });
    else this.#answer.refusedMore = (this.#answer.refusedMore ?? 0) + 1;
  }

  async #send(): Promise<void> {
    if (this.#lines === 0) return;
    const batch = this.#batch;
    this.#batch = [];
    this.#lines = 0;
    this.#chars = 0;
    const { client, queue } = this.#connection;
    await this.#connection.guard(() => client.sadd(queuesKey, queue));
    const answers = (await this.#connection.run('bury', batch)) as string[];
    const imported = answers.filter((answer) => answer === 'a').length;
    this.#answer.imported += imported;
    this.#answer.duplicates += answers.length - imported;
  }

  async #encode(line: DeadLetterLine): Promise<ScriptArgument[]> {
    const { type, payload, priority, requires, attempts, timeoutMs } = line;
    const { backoff, keepMs, clientId, labels, traceparent } = line;
    const options = {
      priority,
      requires,
      attempts,
      timeoutMs,
      backoff,
      keepMs,
      clientId,
      labels,
      traceparent,
    };
    const prepared = prepare(type, payload, options);
    const classNumber = await this.#classes.number(prepared.group.className);
    const error = cutError(line.error);
    const fields = fieldsOf(line);
    const errors = errorsOf(line);
    return [
      line.id,
      classNumber,
      prepared.group.priority,
      prepared.group.options,
      prepared.payload,
      JSON.stringify(error),
      line.group ?? fingerprint(error),
      `${error.code}: ${normaliseMessage(error.message)}`,
      line.finishedAt,
      fields.length / 2,
      ...fields,
      errors.length / 3,
      ...errors,
    ];
  }
}

/** Throws INVALID_MESSAGE. */
function parseLine(text: string): DeadLetterLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SignalboxError('INVALID_MESSAGE', `not JSON: ${(error as Error).message}`);
  }
  const parsed = deadLetterLineSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.length ? `${issue.path.join('.')}: ` : '';
  throw new SignalboxError('INVALID_MESSAGE', `${where}${issue?.message ?? 'not a dead letter'}`);
}

function cutError(error: DeadLetterLine['error']): DeadLetterLine['error'] {
  const cut = { ...error, message: error.message.slice(0, maxErrorText) };
  if (cut.stack !== undefined) cut.stack = cut.stack.slice(0, maxErrorText);
  return cut;
}

/** The hash of a dead job besides what the script itself writes. */
function fieldsOf(line: DeadLetterLine): ScriptArgument[] {
  const fields: ScriptArgument[] = ['t', line.createdAt, 'n', line.attempt];
  const fence = Math.max(0, ...line.history.map((attempt) => attempt.fence));
  if (fence > 0) fields.push('f', fence);
  if (line.readyAt !== undefined) fields.push('r', line.readyAt);
  if (line.progress) fields.push('p', `${line.progress.percent} ${line.progress.note ?? ''}`.slice(0, 60));
  for (const { fence, attempt, startedAt, endedAt, worker, outcome } of line.history)
    fields.push(`a${fence}`, `${attempt} ${startedAt} ${endedAt} ${worker} ${outcome}`);
  for (const { at, text } of line.notes ?? []) fields.push(`h${at}`, text);
  return fields;
}

function errorsOf({ history }: DeadLetterLine): ScriptArgument[] {
  return history
    .filter((attempt) => attempt.error)
    .sort((a, b) => a.endedAt - b.endedAt)
    .flatMap(({ endedAt, attempt, error }) => [
      endedAt,
      attempt,
      JSON.stringify(cutError(error as DeadLetterLine['error'])),
    ]);
}
