import { Button } from '@mantine/core';
import { Save } from 'lucide-react';
import { useState } from 'react';
import type { Draft } from '../compose/draft';
import { SaveRequestDialog } from './requests/save-request-dialog';
import { saveRequest } from './requests/save-request';

interface SaveRequestButtonProps {
  /** The name of the connection it would be sent on. */
  connection: string;
  draft: Draft;
}

/** Keeps what is in the composer as a request of a collection: where it came from, or where one says. */
export function SaveRequestButton({ connection, draft }: SaveRequestButtonProps) {
  const [asking, setAsking] = useState(false);
  const empty = draft.kind === 'file' ? draft.file === null : draft.text.trim() === '';
  const { from } = draft;
  return (
    <>
      {from && (
        <Button
          size="xs"
          variant="default"
          leftSection={<Save size={14} />}
          disabled={empty}
          title={`Into ${from.path}, in the place of the request it came from`}
          onClick={() => void saveRequest(draft, connection, { kind: 'replace', ...from })}
        >
          Save
        </Button>
      )}
      <Button
        size="xs"
        variant="default"
        leftSection={from ? undefined : <Save size={14} />}
        disabled={empty}
        title="As a new request of a collection"
        onClick={() => setAsking(true)}
      >
        {from ? 'Save as' : 'Save'}
      </Button>
      {asking && <SaveRequestDialog connection={connection} draft={draft} onClose={() => setAsking(false)} />}
    </>
  );
}
