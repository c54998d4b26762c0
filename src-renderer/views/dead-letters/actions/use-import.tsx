import { type ReactNode, useRef } from 'react';
import { importAnswerSchema } from '../../../../src-core/protocol/dead-letters';
import { api, query } from '../../../connection/api';
import { asApiError } from '../../../connection/api-error';
import { notify } from '../../../components/notify';
import { useDeadLetters } from '../dead-letters-store';
import styles from './actions.module.css';

interface Import {
  /** Where they go, in words. */
  into: string;
  /** Opens the file picker. */
  choose(): void;
  /** The picker's element, to be rendered. */
  input: ReactNode;
}

/** Brings dead letters back from a file that was exported into `queue`, '' = the default one; the outcome is shown in a dialog. */
export function useImport(queue: string): Import {
  const field = useRef<HTMLInputElement>(null);
  const show = useDeadLetters((state) => state.show);
  const take = async (file: File) => {
    try {
      const path = query('/dlq/import', { queue });
      const answer = await api.upload(path, file, 'application/x-ndjson', importAnswerSchema);
      show({ kind: 'imported', file: file.name, answer });
    } catch (error) {
      notify.failure({ title: `${file.name} was not imported`, text: asApiError(error).message });
    }
  };
  return {
    into: `into ${queue === '' ? 'the default queue' : queue}`,
    choose: () => field.current?.click(),
    input: (
      <input
        ref={field}
        className={styles.file}
        type="file"
        accept=".ndjson,.jsonl,application/x-ndjson"
        aria-label="File of dead letters"
        tabIndex={-1}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          // The same file may be chosen again.
          currentTarget.value = '';
          if (file) take(file);
        }}
      />
    ),
  };
}
