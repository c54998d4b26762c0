import { SignalboxError } from '../../../src-core/protocol/errors';
import type { Scenario, SimulatedJob } from '../../../src-core/protocol/scenario';
import type { Fault } from '../../../src-core/protocol/scenario-faults';
import { danglingNames } from '../scenario-file/dangling-names';
import { type Draw, seededDraw } from '../draws/draw';
import { type AttemptPlan, planAttempt } from './plan-attempt';
import { clientName, type PlannedDisconnect, planClient } from './plan-client';
import { planLoad, type Submission } from './plan-load';
import { type PlannedMachine, planFleet } from './plan-machine';

/** Claims of a job unless its type says how many. */
const defaultAttempts = 4;

/** One simulated client. */
export interface PlannedClient {
  /** `render-load/2` */
  name: string;
  submissions: Submission[];
  disconnects: PlannedDisconnect[];
}

/** All that a scenario and a seed decide. */
export interface ScenarioPlan {
  readonly scenario: Scenario;
  readonly draw: Draw;
  readonly submissions: Submission[];
  readonly machines: PlannedMachine[];
  readonly clients: PlannedClient[];
  /** How long things may happen: until submissions end, and then the time to settle; ms. */
  readonly spanMs: number;
  /** What a job's type does by the scenario; a type the scenario does not know is somebody's own: it runs for a second. */
  job(type: string): SimulatedJob & { attempts: number };
  /** @param faults the scenario's, or those it was changed to by hand */
  attempt(job: string, attempt: number, type: string, faults: readonly Fault[]): AttemptPlan;
}

/** Makes the plan. Throws INVALID_MESSAGE for a job type that is nowhere described, or too many jobs. */
export function planScenario(scenario: Scenario, seed: number): ScenarioPlan {
  const issues = danglingNames(scenario).map(({ path, message }) => ({ path: path.join('.'), message }));
  const [first] = issues;
  if (first) throw new SignalboxError('INVALID_MESSAGE', `${first.path}: ${first.message}`, { issues });
  const draw = seededDraw(seed);
  const submissions = planLoad(scenario, draw);
  const spanMs = scenario.duration + scenario.settle;
  const job = (type: string) => {
    const known = scenario.jobs[type] ?? { duration: { constant: 1000 }, payloadBytes: 0 };
    return { ...known, attempts: known.attempts ?? defaultAttempts };
  };
  return {
    scenario,
    draw,
    submissions,
    machines: planFleet(scenario, draw),
    clients: planClients(scenario, submissions, spanMs, draw),
    spanMs,
    job,
    attempt: (key, attempt, type, faults) => planAttempt(draw, key, attempt, type, job(type), faults),
  };
}

function planClients(
  scenario: Scenario,
  submissions: Submission[],
  spanMs: number,
  draw: Draw,
): PlannedClient[] {
  const clients: PlannedClient[] = [];
  for (const [load, one] of Object.entries(scenario.load)) {
    for (let index = 0; index < one.clients; index += 1) {
      const name = clientName(load, index);
      clients.push({ name, submissions: [], disconnects: planClient(name, one, spanMs, draw) });
    }
  }
  const byName = new Map(clients.map((client) => [client.name, client]));
  for (const one of submissions) byName.get(clientName(one.load, one.client))?.submissions.push(one);
  return clients;
}
