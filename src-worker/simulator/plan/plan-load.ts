import { SignalboxError } from '../../../src-core/protocol/errors';
import type { Scenario, SimulatedLoad } from '../../../src-core/protocol/scenario';
import type { Draw } from '../draws/draw';
import { arrivalTimes } from './arrival-times';

/** The most jobs one run submits: every decision about them is kept until its end. */
export const maxSubmissions = 250_000;

/** One job that is going to be submitted. */
export interface Submission {
  /** `render-load#17`: the 17th of that load. */
  key: string;
  load: string;
  /** When, ms after the start. */
  at: number;
  /** Which of the load's clients submits it, from 0. */
  client: number;
  type: string;
}

/**
 * Every submission of a scenario, in order of time. Throws INVALID_MESSAGE when there are too many.
 */
export function planLoad(scenario: Scenario, draw: Draw): Submission[] {
  const planned: Submission[] = [];
  for (const [name, load] of Object.entries(scenario.load)) {
    for (const submission of submissionsOf(name, load, scenario.duration, draw)) {
      planned.push(submission);
      if (planned.length > maxSubmissions) throw tooMany();
    }
  }
  return planned.sort((one, other) => one.at - other.at || (one.key < other.key ? -1 : 1));
}

function* submissionsOf(
  name: string,
  load: SimulatedLoad,
  durationMs: number,
  draw: Draw,
): Generator<Submission> {
  const types = Object.keys(load.jobs).sort();
  let ordinal = 0;
  for (const at of arrivalTimes(name, load, durationMs, draw)) {
    ordinal += 1;
    const key = `${name}#${ordinal}`;
    yield {
      key,
      load: name,
      at,
      client: (ordinal - 1) % load.clients,
      type: pick(types, load.jobs, draw('job type', { job: key })),
    };
  }
}

/** One of the types, as often as its weight says. */
function pick(types: string[], weights: Record<string, number>, drawn: number): string {
  let left = drawn * types.reduce((sum, type) => sum + (weights[type] as number), 0);
  for (const type of types) {
    left -= weights[type] as number;
    if (left < 0) return type;
  }
  return types.at(-1) as string;
}

function tooMany(): SignalboxError {
  return new SignalboxError(
    'INVALID_MESSAGE',
    `The scenario submits more than ${maxSubmissions} jobs: make it shorter or its rates lower`,
  );
}
