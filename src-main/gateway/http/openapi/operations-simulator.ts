import { simulationReportSchema } from '../../../../src-core/protocol/simulator';
import {
  breakBodySchema,
  checkScenarioBodySchema,
  faultsBodySchema,
  presetAnswerSchema,
  runSimulationBodySchema,
  scenarioBodySchema,
  scenarioCheckSchema,
  scenarioYamlSchema,
  simulationStartedSchema,
  simulatorAnswerSchema,
  simulatorStateSchema,
} from '../../../../src-core/protocol/simulator-routes';
import type { ApiOperation } from './operation';

const steer = { method: 'post', access: 'admin', answer: simulatorStateSchema } as const;

/** Simulations: scenarios, one run at a time, and how it went. */
export const simulatorOperations: ApiOperation[] = [
  {
    method: 'get',
    path: '/simulator',
    summary: 'Presets, and how the simulator stands',
    access: 'admin',
    answer: simulatorAnswerSchema,
  },
  {
    method: 'get',
    path: '/simulator/presets/{name}',
    summary: 'A scenario that comes with Signalbox',
    access: 'admin',
    answer: presetAnswerSchema,
  },
  {
    method: 'post',
    path: '/simulator/check',
    summary: 'Read a scenario file; issues come with line and column',
    access: 'admin',
    body: checkScenarioBodySchema,
    answer: scenarioCheckSchema,
  },
  {
    method: 'post',
    path: '/simulator/yaml',
    summary: 'Write a scenario as a file',
    access: 'admin',
    body: scenarioBodySchema,
    answer: scenarioYamlSchema,
  },
  {
    method: 'post',
    path: '/simulator/run',
    summary: 'Start a simulation; the seed is picked when none is given',
    access: 'admin',
    status: 202,
    body: runSimulationBodySchema,
    answer: simulationStartedSchema,
  },
  { ...steer, path: '/simulator/pause', summary: 'No new jobs, and machines take none' },
  { ...steer, path: '/simulator/resume', summary: 'Go on after a pause' },
  { ...steer, path: '/simulator/stop', summary: 'End the simulation now' },
  { ...steer, path: '/simulator/break', summary: 'Break a machine for a while', body: breakBodySchema },
  {
    method: 'put',
    path: '/simulator/faults',
    summary: 'Change the faults of the simulation that runs',
    access: 'admin',
    body: faultsBodySchema,
    answer: simulatorStateSchema,
  },
  {
    method: 'get',
    path: '/simulator/report',
    summary: 'How the last simulation went',
    access: 'admin',
    answer: simulationReportSchema,
  },
  {
    method: 'get',
    path: '/simulator/junit',
    summary: 'The same for a CI system: JUnit XML',
    access: 'admin',
    contentType: 'application/xml',
  },
];
