import { create } from 'zustand';
import type { Scenario, ScenarioText } from '../../../../src-core/protocol/scenario';
import type { ScenarioIssue } from '../../../../src-core/protocol/simulator-routes';
import { type ReadDraft, readDraft } from './draft-issues';
import { firstScenario } from './first-scenario';
import { type Path, withValue } from './paths';

/** The scenario that is being built. It outlives the view: what was built is there when one comes back. */
interface Draft {
  /** As the form holds it: spans of time may be text, and anything may be wrong. */
  form: ScenarioText;
  read: ReadDraft;
  /** The same as a file; null when it is to be written anew from the form. */
  yaml: string | null;
  /** The file was typed on and is not read yet. */
  typed: boolean;
  /** It is not what was loaded any more. */
  dirty: boolean;
  /** What is wrong with the text of the file. The form then is as it was before. */
  yamlIssues: readonly ScenarioIssue[];
  /** The preset it began with. */
  preset: string | null;
  /** As typed; '' = one is picked at the start. */
  seed: string;
}

const first: Draft = {
  form: firstScenario,
  read: readDraft(firstScenario),
  yaml: null,
  typed: false,
  dirty: false,
  yamlIssues: [],
  preset: null,
  seed: '',
};

export const useDraft = create<Draft>()(() => first);

/** Changes one value of the form; undefined takes it away. */
export function edit(path: Path, value: unknown): void {
  useDraft.setState(({ form }) => ({ ...changed(withValue(form, path, value)), dirty: true }));
}

/** Puts a whole scenario into the form. */
export function load(form: ScenarioText, yaml: string | null, preset: string | null): void {
  useDraft.setState({ ...changed(form), yaml, preset, dirty: false });
}

/** The text of the file as it is typed, before it is read. */
export function type(yaml: string): void {
  useDraft.setState({ yaml, typed: true, dirty: true });
}

/** The file as the gateway wrote it from a scenario, unless the form has changed since. */
export function written(from: Scenario, yaml: string): void {
  useDraft.setState((old) => (old.read.scenario === from && old.yaml === null ? { yaml } : old));
}

/** What the gateway says of the text, unless it was typed on since. */
export function checked(yaml: string, form: ScenarioText | null, yamlIssues: readonly ScenarioIssue[]): void {
  useDraft.setState((old) => {
    if (old.yaml !== yaml) return old;
    return form ? { ...changed(form), yaml } : { yamlIssues, typed: false };
  });
}

export function setSeed(seed: string): void {
  useDraft.setState({ seed });
}

function changed(form: ScenarioText): Pick<Draft, 'form' | 'read' | 'yaml' | 'typed' | 'yamlIssues'> {
  return { form, read: readDraft(form), yaml: null, typed: false, yamlIssues: [] };
}

/** The seed that is typed: a number, undefined for none, or null when it is not one. */
export function seedOf(text: string): number | undefined | null {
  if (text.trim() === '') return undefined;
  const seed = Number(text);
  return /^\d+$/.test(text.trim()) && Number.isSafeInteger(seed) ? seed : null;
}
