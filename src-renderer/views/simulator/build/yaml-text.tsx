import { useEffect } from 'react';
import { scenarioCheckSchema, scenarioYamlSchema } from '../../../../src-core/protocol/simulator-routes';
import { CodeEditor } from '../../../components/code-editor';
import { Loading } from '../../../components/loading';
import { api } from '../../../connection/api';
import { asApiError } from '../../../connection/api-error';
import styles from './build.module.css';
import { checked, type, useDraft, written } from '../draft/draft-store';

/** A text is read once nobody has typed for so long; ms. */
const restMs = 400;
/** The panel scrolls, not the editor in it; CSS px. */
const tallest = 100_000;

/** The same scenario as a file. */
export function YamlText() {
  const yaml = useDraft((draft) => draft.yaml);
  const issues = useDraft((draft) => draft.yamlIssues);
  const faults = useDraft(({ read }) => read.issues);
  useWritten();
  useChecked();
  if (yaml === null && faults.size > 0) {
    return <p className="quiet">The form has faults: once they are mended, the file is here.</p>;
  }
  if (yaml === null) return <Loading what="Writing the file" />;
  return (
    <>
      <ul className={styles.faults} aria-label="Faults of the YAML" aria-live="polite">
        {issues.map(({ file, line, column, message }) => (
          <li key={`${file} ${line} ${column} ${message}`}>
            <code>
              {file !== '' && `${file}, `}line {line}, column {column}
            </code>{' '}
            {message}
          </li>
        ))}
      </ul>
      <CodeEditor value={yaml} onChange={type} language="yaml" label="Scenario as YAML" maxHeight={tallest} />
    </>
  );
}

/** Has the gateway write the file when the form has changed. */
function useWritten(): void {
  const scenario = useDraft(({ yaml, read }) => (yaml === null ? read.scenario : null));
  useEffect(() => {
    if (!scenario) return;
    api.send('POST', '/simulator/yaml', { scenario }, scenarioYamlSchema).then(
      ({ yaml }) => written(scenario, yaml),
      (error: unknown) => written(scenario, `# ${asApiError(error).message}\n`),
    );
  }, [scenario]);
}

/** Has the gateway read the text that was typed. */
function useChecked(): void {
  const typed = useDraft(({ yaml, typed }) => (typed ? yaml : null));
  useEffect(() => {
    if (typed === null) return;
    const timer = setTimeout(() => {
      api.send('POST', '/simulator/check', { yaml: typed }, scenarioCheckSchema).then(
        ({ scenario, issues }) => checked(typed, scenario, issues),
        (error: unknown) =>
          checked(typed, null, [{ file: '', line: 1, column: 1, message: asApiError(error).message }]),
      );
    }, restMs);
    return () => clearTimeout(timer);
  }, [typed]);
}
