import { assertNever } from '../../../src-core/protocol/assert-never';
import type { ErrorGroup } from '../../../src-core/protocol/dead-letters';
import { ImportResult } from './actions/import-result';
import { RequeueDialog } from './actions/requeue-dialog';
import { targetNow } from './actions/target';
import { useDeadLetters } from './dead-letters-store';
import { PatchDialog } from './payload/patch-dialog';
import { PayloadDialog } from './payload/payload-dialog';

/** The dialog that is open. `groups` are those of now. */
export function DialogHost({ groups }: { groups: ErrorGroup[] }) {
  const { dialog, show, payloadsChanged } = useDeadLetters();
  const close = () => show(null);
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'requeue':
      return <RequeueDialog target={targetNow(dialog.target, groups)} onClose={close} />;
    case 'edit':
      return <PayloadDialog job={dialog.job} onClose={close} onSaved={payloadsChanged} />;
    case 'patch':
      return (
        <PatchDialog
          target={targetNow(dialog.target, groups)}
          examples={dialog.examples}
          onClose={close}
          onChanged={payloadsChanged}
        />
      );
    case 'imported':
      return <ImportResult file={dialog.file} answer={dialog.answer} onClose={close} />;
    default:
      return assertNever(dialog);
  }
}
