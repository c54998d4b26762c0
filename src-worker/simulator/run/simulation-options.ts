import type { Scenario } from '../../../src-core/protocol/scenario';
import type { SimulationReport, SimulationTarget } from '../../../src-core/protocol/simulator';
import type { Auditor } from '../auditor/auditor';

/** The part of the auditor a simulation needs. */
export type RunAuditor = Pick<
  Auditor,
  | 'start'
  | 'frame'
  | 'accepted'
  | 'fault'
  | 'counts'
  | 'waits'
  | 'runs'
  | 'maxDepth'
  | 'assertions'
  | 'unfinished'
  | 'finish'
>;

export interface SimulationOptions {
  runId: string;
  scenario: Scenario;
  seed: number;
  target: SimulationTarget;
  /** How long everybody may take to connect before the run begins without those that have not, ms. Default 10,000. */
  connectMs?: number;
  /** Makes what watches the run; told how many submissions are planned. */
  audit(planned: number): RunAuditor;
}

/** How a simulation ended. */
export interface Ended {
  report: SimulationReport;
  /** Everything that was drawn: one line each, sorted by key. */
  decisions: string[];
}
