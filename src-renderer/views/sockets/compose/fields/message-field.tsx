import { assertNever } from '../../../../../src-core/protocol/assert-never';
import { BytesField } from './bytes-field';
import type { FieldProps } from './field-props';
import { FileField } from './file-field';
import { TextField } from './text-field';

/** Where the frame is written, or chosen. */
export function MessageField(props: FieldProps) {
  const { kind } = props.draft;
  switch (kind) {
    case 'json':
    case 'text':
      return <TextField {...props} />;
    case 'base64':
      return <BytesField {...props} />;
    case 'file':
      return <FileField {...props} />;
    default:
      return assertNever(kind);
  }
}
