import { SegmentedControl } from '@mantine/core';
import { CodeEditor } from '../../../../components/code-editor';
import { base64Of, bytesOf } from '../../connections/bytes';
import styles from '../compose.module.css';
import { type Draft, editDraft } from '../draft';
import { bytesOfHex, hexOf } from '../sending/hex';
import type { FieldProps } from './field-props';

/** The bytes of a binary frame, written as base64 or as hexadecimal digits. */
export function BytesField({ connection: { name }, draft, onSubmit }: FieldProps) {
  const { hex, text } = draft;
  return (
    <div className={styles.writing}>
      <SegmentedControl
        size="xs"
        className={styles.notation}
        aria-label="Written as"
        data={[
          { value: 'base64', label: 'base64' },
          { value: 'hex', label: 'hex' },
        ]}
        value={hex === null ? 'base64' : 'hex'}
        onChange={(notation) => editDraft(name, notation === 'hex' ? toHex(draft) : { hex: null })}
      />
      <div className={styles.editor}>
        <CodeEditor
          key={hex === null ? 'base64' : 'hex'}
          language="text"
          label={hex === null ? 'Bytes as base64' : 'Bytes as hexadecimal digits'}
          placeholder={hex === null ? 'AQID' : '01 02 03'}
          value={hex ?? text}
          fill
          onChange={(typed) => editDraft(name, hex === null ? { text: typed } : fromHex(typed))}
          onSubmit={onSubmit}
        />
      </div>
    </div>
  );
}

function toHex({ text }: Draft): Partial<Draft> {
  try {
    return { hex: hexOf(bytesOf(text.replace(/\s+/g, ''))) };
  } catch {
    return { hex: '' };
  }
}

function fromHex(hex: string): Partial<Draft> {
  const bytes = bytesOfHex(hex);
  return bytes ? { hex, text: base64Of(bytes) } : { hex };
}
