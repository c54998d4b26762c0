import type { Scenario, SimulatedMachines } from '../../../src-core/protocol/scenario';
import type { Fault, MachineFault, MachineFaultKind } from '../../../src-core/protocol/scenario-faults';
import type { Draw } from '../draws/draw';
import { drawSpan, faultKey, isOfAttempts, leastGapMs } from './planned';

/** One machine of the fleet. */
export interface PlannedMachine {
  /** `farm-3` */
  id: string;
  kind: SimulatedMachines;
  /** The types it runs. */
  jobTypes: string[];
  /** When it comes up, ms after the start. */
  startAt: number;
}

/** Something that is going to happen to a machine. */
export interface PlannedMachineFault {
  kind: MachineFaultKind;
  /** ms after the start, or after the moment the faults were changed. */
  at: number;
  forMs: number;
  /** For `clock_skew`, ms. */
  offsetMs: number;
}

/** The machines of a scenario. */
export function planFleet(scenario: Scenario, draw: Draw): PlannedMachine[] {
  const allTypes = Object.keys(scenario.jobs);
  return Object.entries(scenario.machines).flatMap(([name, kind]) =>
    Array.from({ length: kind.count }, (_, index) => {
      const id = `${name}-${index + 1}`;
      return {
        id,
        kind,
        jobTypes: kind.jobTypes ?? allTypes,
        startAt: drawSpan(draw, kind.startAfter, 'start', { actor: id }),
      };
    }),
  );
}

/** What happens to a machine within `spanMs`, in order of time. */
export function planMachine(
  machine: string,
  faults: readonly Fault[],
  spanMs: number,
  draw: Draw,
): PlannedMachineFault[] {
  return faults
    .flatMap((fault, place) =>
      !isOfAttempts(fault) && matches(fault.machines, machine)
        ? timesOf(machine, fault, faultKey(fault, place), spanMs, draw)
        : [],
    )
    .sort((one, other) => one.at - other.at);
}

function timesOf(
  machine: string,
  fault: MachineFault,
  job: string,
  spanMs: number,
  draw: Draw,
): PlannedMachineFault[] {
  const about = { actor: machine, job };
  if (draw('share', about) >= fault.share) return [];
  const times: PlannedMachineFault[] = [];
  let at = drawSpan(draw, fault.at, 'time of fault', about);
  for (let n = 1; at <= spanMs; n += 1) {
    const forMs = drawSpan(draw, fault.for, 'length of fault', { ...about, n });
    times.push({ kind: fault.kind, at, forMs, offsetMs: fault.offset });
    if (!fault.every) break;
    at += Math.max(leastGapMs, drawSpan(draw, fault.every, 'time to next fault', { ...about, n }));
  }
  return times;
}

/** Whether a name fits a pattern in which `*` stands for any text. */
function matches(pattern: string | undefined, name: string): boolean {
  if (pattern === undefined) return true;
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}
