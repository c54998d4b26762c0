import { z } from 'zod';
import { scenarioSchema } from './scenario';
import { faultSchema } from './scenario-faults';
import { breakKinds, simulationReportSchema, simulationSnapshotSchema } from './simulator';

/** The longest YAML text of a scenario that is read; characters. */
export const maxScenarioText = 500_000;
/** The longest something is broken by hand; ms. */
export const maxBreakMs = 3_600_000;

/** How the simulator of a gateway stands. Topic `simulator`. */
export const simulatorStateSchema = z.object({
  /** Why no simulation can be run here, and what allows it; null when one can. */
  refusal: z.string().nullable(),
  /** A run goes on, or is about to begin. */
  running: z.boolean(),
  /** Of the run: where its jobs are. */
  queue: z.string().nullable(),
  /** Of the run that goes on, or of the last one; null before the first. */
  snapshot: simulationSnapshotSchema.nullable(),
  /** Of the last run that ended; null while one goes on and before the first. */
  report: simulationReportSchema.nullable(),
  /** Why the last run broke off without a report; null when it did not. */
  failure: z.string().nullable(),
});
export type SimulatorState = z.infer<typeof simulatorStateSchema>;

/** A scenario that comes with Signalbox. */
export const scenarioPresetSchema = z.object({
  /** What `include` and `simulate` call it: `calm-fleet`. */
  name: z.string(),
  title: z.string(),
  description: z.string(),
});
export type ScenarioPreset = z.infer<typeof scenarioPresetSchema>;

/** `GET /simulator`. */
export const simulatorAnswerSchema = simulatorStateSchema.extend({ presets: z.array(scenarioPresetSchema) });

/** `GET /simulator/presets/:name`. */
export const presetAnswerSchema = z.object({
  /** With everything it includes. */
  scenario: scenarioSchema,
  /** The same as a file. */
  yaml: z.string(),
});

/** `POST /simulator/check`. */
export const checkScenarioBodySchema = z.strictObject({ yaml: z.string().max(maxScenarioText) });
export const scenarioIssueSchema = z.object({
  /** What it is in: '' for the text itself, else a preset it includes. */
  file: z.string(),
  /** From 1. */
  line: z.number(),
  column: z.number(),
  message: z.string(),
});
export type ScenarioIssue = z.infer<typeof scenarioIssueSchema>;
export const scenarioCheckSchema = z.object({
  /** null when the text has issues. */
  scenario: scenarioSchema.nullable(),
  issues: z.array(scenarioIssueSchema),
});
export type ScenarioCheck = z.infer<typeof scenarioCheckSchema>;

/** `POST /simulator/yaml`, and its answer. */
export const scenarioBodySchema = z.strictObject({ scenario: scenarioSchema });
export const scenarioYamlSchema = z.object({ yaml: z.string() });

const seed = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional();
/** `POST /simulator/run`: the seed goes before the scenario's own; one is picked when neither says. */
export const runSimulationBodySchema = z.union([
  z.strictObject({ scenario: scenarioSchema, seed }),
  z.strictObject({ yaml: z.string().max(maxScenarioText), seed }),
]);
export const simulationStartedSchema = z.object({ runId: z.string(), seed: z.number() });
export type SimulationStarted = z.infer<typeof simulationStartedSchema>;

/** `POST /simulator/break`. */
export const breakBodySchema = z.strictObject({
  /** A machine, or one of its workers: a break is of the whole machine. */
  worker: z.string().min(1).max(160),
  kind: z.enum(breakKinds),
  forMs: z.number().min(0).max(maxBreakMs).default(5000),
});

/** `PUT /simulator/faults`: from now on these and no others. */
export const faultsBodySchema = z.strictObject({ faults: z.array(faultSchema).max(200) });
