import { readFile } from 'node:fs/promises';
import { SignalboxError } from '../../src-core/protocol/errors';
import type { ScenarioCheck } from '../../src-core/protocol/simulator-routes';
import { listPresets, presetFile, presetNames } from '../../src-worker/simulator/scenario-file/presets';
import { readScenario, readScenarioText } from '../../src-worker/simulator/scenario-file/read-scenario';
import { ScenarioFileError } from '../../src-worker/simulator/scenario-file/scenario-file-error';
import { writeScenario } from '../../src-worker/simulator/scenario-file/write-scenario';
import type { Simulators } from '../gateway/options';

/** Reads and writes scenarios for the gateway. */
export function scenarioFiles(folder: string): Pick<Simulators, 'presets' | 'preset' | 'check' | 'write'> {
  return {
    presets: () => listPresets(folder),
    preset: async (name) => {
      // The name comes from an address: it must not lead out of the folder.
      if (!(await presetNames(folder)).includes(name)) {
        throw new SignalboxError('NOT_FOUND', `There is no preset "${name}"`);
      }
      const yaml = await readFile(presetFile(folder, name), 'utf8');
      return { scenario: await readScenario(name, folder), yaml };
    },
    check: (yaml) => check(yaml, folder),
    write: (scenario) => writeScenario(scenario),
  };
}

async function check(yaml: string, folder: string): Promise<ScenarioCheck> {
  try {
    return { scenario: await readScenarioText(yaml, folder), issues: [] };
  } catch (error) {
    if (!(error instanceof ScenarioFileError)) throw error;
    return { scenario: null, issues: [...error.issues] };
  }
}
