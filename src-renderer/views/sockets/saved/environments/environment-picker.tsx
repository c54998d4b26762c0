import { Button, Select } from '@mantine/core';
import { KeyRound } from 'lucide-react';
import { useEffect } from 'react';
import { useVariables } from '../../variables/variables';
import { stemOf } from '../files/file-paths';
import { useFiles } from '../files/file-store';
import {
  askSecrets,
  chooseEnvironment,
  loadChosen,
  missingSecrets,
  useEnvironment,
} from './chosen-environment';
import { SecretsDialog } from './secrets-dialog';
import styles from './environments.module.css';

/** Whose variables are filled in. */
export function EnvironmentPicker() {
  const files = useFiles((state) => state.files);
  const folder = useFiles((state) => state.folder);
  const { path, secrets, asking } = useEnvironment();
  const given = useVariables((state) => state.secrets);
  useEffect(() => {
    if (folder !== null) loadChosen(files.map((file) => file.path));
  }, [files, folder]);
  const environments = files.filter(({ kind }) => kind === 'environment');
  if (environments.length === 0) return null;
  const missing = missingSecrets(secrets, given);
  return (
    <div className={styles.picker}>
      <Select
        size="xs"
        className={styles.select}
        aria-label="Environment"
        placeholder="No environment"
        clearable
        data={environments.map((file) => ({ value: file.path, label: stemOf(file.path) }))}
        value={path}
        onChange={(chosen) => void chooseEnvironment(chosen)}
      />
      {secrets.length > 0 && (
        <Button
          size="xs"
          variant="default"
          leftSection={<KeyRound size={14} />}
          title={missing.length > 0 ? `Not given yet: ${missing.join(', ')}` : 'All are given'}
          onClick={() => askSecrets(true)}
        >
          {secrets.length - missing.length} of {secrets.length}
          <span className="visually-hidden"> secrets given</span>
        </Button>
      )}
      {asking && <SecretsDialog names={secrets} onClose={() => askSecrets(false)} />}
    </div>
  );
}
