import type { Fault } from '../../../src-core/protocol/scenario-faults';
import {
  presetAnswerSchema,
  scenarioYamlSchema,
  simulationStartedSchema,
  simulatorStateSchema,
} from '../../../src-core/protocol/simulator-routes';
import type { BreakKind } from '../../../src-core/protocol/simulator';
import { notify } from '../../components/notify';
import { api, saveText } from '../../connection/api';
import { asApiError } from '../../connection/api-error';
import { load, seedOf, useDraft } from './draft/draft-store';
import { faultWords } from './fault-words';

let choices = 0;

/** Puts a preset into the form, unless another one is chosen meanwhile. */
export async function choosePreset(name: string): Promise<void> {
  choices += 1;
  const mine = choices;
  await acting('The preset could not be read', async () => {
    const { scenario, yaml } = await api.get(
      `/simulator/presets/${encodeURIComponent(name)}`,
      presetAnswerSchema,
    );
    if (mine === choices) load(scenario, yaml, name);
  });
}

/** Starts the scenario of the form. `seed` goes before the one that is typed. */
export async function startRun(seed?: number): Promise<void> {
  const { read, seed: typed } = useDraft.getState();
  const chosen = seed ?? seedOf(typed);
  if (!read.scenario || chosen === null) return;
  const body = { scenario: read.scenario, ...(chosen !== undefined && { seed: chosen }) };
  await acting('It could not be started', async () => {
    await api.send('POST', '/simulator/run', body, simulationStartedSchema);
  });
}

/** Steers the run. */
export async function steer(what: 'pause' | 'resume' | 'stop'): Promise<void> {
  await acting(`It could not be ${{ pause: 'paused', resume: 'resumed', stop: 'stopped' }[what]}`, () =>
    api.send('POST', `/simulator/${what}`, undefined, simulatorStateSchema),
  );
}

/** Breaks a worker's machine. */
export async function breakWorker(worker: string, kind: BreakKind, forMs: number): Promise<void> {
  await acting(`${worker} could not be broken`, async () => {
    await api.send('POST', '/simulator/break', { worker, kind, forMs }, simulatorStateSchema);
    notify.success({ title: `${worker}: ${faultWords[kind].name}` });
  });
}

/** Makes these the faults of the run, and no others. */
export async function setFaults(faults: readonly Fault[]): Promise<void> {
  await acting('The faults could not be changed', () =>
    api.send('PUT', '/simulator/faults', { faults }, simulatorStateSchema),
  );
}

/** Saves the scenario of the form as a file: the text as it was typed, or else written from the form. */
export async function saveScenario(): Promise<void> {
  const { yaml, yamlIssues, read } = useDraft.getState();
  await acting('The scenario could not be saved', async () => {
    const usable = yaml !== null && yamlIssues.length === 0;
    if (!usable && !read.scenario) return;
    const text = usable
      ? yaml
      : (await api.send('POST', '/simulator/yaml', { scenario: read.scenario }, scenarioYamlSchema)).yaml;
    await saveText(text, `${fileName(read.scenario?.name ?? 'scenario')}.yaml`);
  });
}

/** Saves how the last run went. */
export async function saveReport(form: 'report' | 'junit', scenario: string, seed: number): Promise<void> {
  const ending = form === 'report' ? 'json' : 'xml';
  await acting('The report could not be saved', async () => {
    await api.download(`/simulator/${form}`, `${fileName(scenario)}-${seed}.${ending}`);
  });
}

/** A name as a file's: `Flaky GPU` is `flaky-gpu`. */
function fileName(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  return plain.slice(0, 80) || 'scenario';
}

async function acting(title: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const { message, issues } = asApiError(error);
    const [first] = issues ?? [];
    notify.failure({ title, text: first ? `${message} ${first.path} ${first.message}` : message });
  }
}
