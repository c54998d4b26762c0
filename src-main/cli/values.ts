import { Argument, InvalidArgumentError, Option } from 'commander';
import { jobStates } from '../../src-core/protocol/job-state';
import { queueNameSchema } from '../../src-core/protocol/job';

/** Parses the value of an option that is a whole number in a range. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Accepted: a whole number from ${min} to ${max}.`);
  };
}

/** Parses the value of an option that is a number in a range. */
export function numberBetween(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Accepted: a number from ${min} to ${max}.`);
  };
}

/** Parses the value of an option that is a JSON object. */
export function jsonObject(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InvalidArgumentError(`Accepted: a JSON object (${(error as Error).message}).`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new InvalidArgumentError('Accepted: a JSON object.');
}

/** Parses a queue's name. */
export function queueName(text: string): string {
  if (queueNameSchema.safeParse(text).success) return text;
  throw new InvalidArgumentError('Accepted: 1 to 64 of letters, digits, . _ -');
}

/** An option that takes a job state. */
export function stateOption(flags: string, description: string): Option {
  return new Option(flags, description).choices([...jobStates]);
}

/** The argument that names a queue. */
export function queueArgument(): Argument {
  return new Argument('<queue>', "the queue's name").argParser(queueName);
}
