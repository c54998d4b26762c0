import { PasswordInput } from '@mantine/core';
import type { ConnectionDraft } from './connection-draft';

interface TokenFieldProps {
  draft: ConnectionDraft;
  fault: string | undefined;
  onChange(changed: Partial<ConnectionDraft>): void;
}

const needed: Record<ConnectionDraft['target'], string> = {
  client: "The gateway's own unless you give one.",
  worker: "The gateway's own unless you give one; from the browser it is needed.",
  monitor: "The gateway's own unless you give one.",
  url: 'Sent as "Authorization: Bearer ...".',
};

/** A token. One that was given before is kept, and never shown. */
export function TokenField({ draft, fault, onChange }: TokenFieldProps) {
  return (
    <PasswordInput
      size="xs"
      label="Token"
      autoComplete="off"
      error={fault}
      placeholder={draft.keptToken === '' ? undefined : 'The one given before'}
      description={
        draft.keptToken === '' ? (
          needed[draft.target]
        ) : (
          <>
            Empty keeps the one given before.{' '}
            <button type="button" className="text-button" onClick={() => onChange({ keptToken: '' })}>
              Take it out
            </button>
          </>
        )
      }
      value={draft.token}
      onChange={({ currentTarget }) => onChange({ token: currentTarget.value })}
    />
  );
}
