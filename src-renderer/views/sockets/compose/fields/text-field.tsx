import { useCallback, useMemo } from 'react';
import { CodeEditor } from '../../../../components/code-editor';
import type { EditorMark } from '../../../../components/code-editor-props';
import { variableOptions } from '../../variables/variable-options';
import styles from '../compose.module.css';
import { editDraft } from '../draft';
import { checkMessage } from '../schema/check-message';
import { type Assistance, completeMessage, describeMessage } from '../schema/complete-message';
import type { MessageSchemas } from '../schema/socket-schemas';
import type { DraftError } from '../sending/payload';
import type { FieldProps } from './field-props';
import { Preview } from './preview';
import { usePreview } from './preview-state';

/** JSON or plain text, with variables; beside it what they come to, when that is wanted. */
export function TextField({ connection, draft, help, readiness, onSubmit }: FieldProps) {
  const shows = usePreview(({ shown }) => shown);
  const { kind, text } = draft;
  const isJson = kind === 'json';
  const check = useCheck(isJson ? help.schemas : null, readiness.problem);
  return (
    <div className={styles.writing}>
      <div className={styles.columns} data-two={shows || undefined}>
        <div className={styles.editor}>
          <CodeEditor
            language={isJson ? 'json' : 'text'}
            label="Message"
            placeholder={isJson ? 'JSON; Ctrl+Space shows what can stand here' : 'Text; {{ begins a variable'}
            value={text}
            fill
            onChange={(changed) => editDraft(connection.name, { text: changed })}
            onSubmit={onSubmit}
            check={check}
            {...assist(isJson, help)}
          />
        </div>
        {shows && <Preview data={readiness.data} problem={readiness.problem} />}
      </div>
    </div>
  );
}

function assist(isJson: boolean, help: Assistance) {
  if (!isJson) return { complete: (text: string, at: number) => variableOptions(text, at, help.insertables) };
  return {
    complete: (text: string, at: number, asked: boolean) => completeMessage(text, at, asked, help),
    describe: (text: string, at: number) => describeMessage(text, at, help),
  };
}

/** Marks what keeps the draft from being sent, and what its receiver will refuse. */
function useCheck(
  schemas: MessageSchemas | null,
  problem: DraftError | null,
): (text: string) => EditorMark[] {
  const { from = null, to = null } = problem?.place ?? {};
  const message = problem?.message ?? '';
  // Another function has the editor mark anew: only when there is something else to mark.
  const blocking = useMemo(
    (): EditorMark[] => (from === null || to === null ? [] : [{ from, to, message, severity: 'error' }]),
    [from, to, message],
  );
  return useCallback(
    (text) => {
      const known = schemas && Object.keys(schemas).length > 0;
      const refused = known ? checkMessage(text, schemas) : [];
      return [...blocking, ...refused.map((fault): EditorMark => ({ ...fault, severity: 'warning' }))];
    },
    [schemas, blocking],
  );
}
