import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { readEnvironment } from '../../../../../src-core/conversation/collections/read-collection';
import { notify } from '../../../../components/notify';
import { asApiError } from '../../../../connection/api-error';
import { useVariables } from '../../variables/variables';
import { onFileChanged, readFile, useFiles } from '../files/file-store';

interface Chosen {
  /** Of its file; null = none. */
  path: string | null;
  /** Names of its variables whose values are asked for. */
  secrets: readonly string[];
  /** The dialog for them is open. */
  asking: boolean;
}

/** The environment that was chosen. Which one is kept on this machine, its secrets are not. */
export const useEnvironment = create<Chosen>()(
  persist((): Chosen => ({ path: null, secrets: [], asking: false }), {
    name: 'signalbox.sockets-environment',
    partialize: ({ path }) => ({ path }) as Chosen,
  }),
);

/** Takes the variables of an environment's file; null = of none. Asks for its secrets that are not known. */
export async function chooseEnvironment(path: string | null): Promise<void> {
  forgetSecrets();
  useEnvironment.setState({ path, secrets: [], asking: false });
  useVariables.setState({ environment: null });
  if (path !== null) await load(path, true);
}

/** Opens and closes the dialog for its secrets. */
export function askSecrets(asking: boolean): void {
  useEnvironment.setState({ asking });
}

/** Names of its secrets that have no value yet. */
export function missingSecrets(
  secrets: readonly string[],
  given: Readonly<Record<string, string>>,
): string[] {
  return secrets.filter((name) => !Object.hasOwn(given, name));
}

/** Those of another environment must not be sent where this one's belong. */
function forgetSecrets(): void {
  const { secrets: names } = useEnvironment.getState();
  const { secrets } = useVariables.getState();
  const others = Object.entries(secrets).filter(([name]) => !names.includes(name));
  useVariables.setState({ secrets: Object.fromEntries(others) });
}

async function load(path: string, ask: boolean): Promise<void> {
  try {
    const { environment, issues } = readEnvironment((await readFile(path)).text);
    // Another one was chosen meanwhile.
    if (useEnvironment.getState().path !== path) return;
    if (!environment) {
      const [issue] = issues;
      const text = issue && `Line ${issue.line}, column ${issue.column}: ${issue.message}`;
      notify.failure({ title: `${path} is not in use`, text });
      return;
    }
    const { name, variables = {}, secrets = [] } = environment;
    useVariables.setState({ environment: { name, variables } });
    const missing = missingSecrets(secrets, useVariables.getState().secrets);
    useEnvironment.setState({ secrets, asking: ask && missing.length > 0 });
  } catch (error) {
    notify.failure({ title: `${path} is not in use`, text: asApiError(error).message });
  }
}

onFileChanged((path) => {
  if (path !== useEnvironment.getState().path) return;
  if (useFiles.getState().files.some((file) => file.path === path)) void load(path, false);
  else void chooseEnvironment(null);
});

/** Reads the chosen one as soon as the files are known; one that is gone is chosen no more. */
export function loadChosen(paths: readonly string[]): void {
  const { path } = useEnvironment.getState();
  if (path === null || useVariables.getState().environment) return;
  if (paths.includes(path)) void load(path, false);
  else void chooseEnvironment(null);
}
