import { Checkbox, NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import type { SocketRole } from '../../../../../src-core/protocol/connection-spec';
import { useRelay } from '../relay-state';
import type { ConnectionDraft, DraftFaults } from './connection-draft';
import { HeaderRows } from './header-rows';
import { TokenField } from './token-field';
import styles from './form.module.css';

interface ConnectionFieldsProps {
  draft: ConnectionDraft;
  faults: DraftFaults;
  onChange(changed: Partial<ConnectionDraft>): void;
}

const targets: { value: SocketRole | 'url'; label: string }[] = [
  { value: 'url', label: 'Any server' },
  { value: 'client', label: 'Client' },
  { value: 'worker', label: 'Worker' },
  { value: 'monitor', label: 'Monitor' },
];

/** What a connection is made of. */
export function ConnectionFields({ draft, faults, onChange }: ConnectionFieldsProps) {
  const text = (field: 'name' | 'url' | 'protocols' | 'origin' | 'clientId') => ({
    size: 'xs' as const,
    value: draft[field],
    error: faults[field],
    autoComplete: 'off',
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      onChange({ [field]: value }),
  });
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label="What to connect to"
        data={targets}
        value={draft.target}
        onChange={(value) => onChange({ target: value as ConnectionDraft['target'] })}
      />
      {draft.target === 'url' && (
        <TextInput
          {...text('url')}
          data-autofocus
          label="URL"
          placeholder="wss://example.com/socket"
          description="Variables are filled in when it is dialled: {{host}}"
        />
      )}
      <WayField draft={draft} onChange={onChange} />
      <div className={styles.pair}>
        <TextInput {...text('name')} label="Name" description="What the log and collections call it" />
        <TextInput
          {...text('protocols')}
          label="Subprotocols"
          description="First choice first, with commas between"
          placeholder={draft.target === 'url' ? 'graphql-transport-ws' : 'signalbox.v1'}
        />
        <TokenField draft={draft} fault={faults.token} onChange={onChange} />
        {draft.target === 'client' && (
          <TextInput {...text('clientId')} label="Client id" description="For whom you act as an admin" />
        )}
        {draft.via === 'relay' && (
          <TextInput {...text('origin')} label="Origin" description="As a page of this origin would" />
        )}
      </div>
      {draft.via === 'relay' && (
        <HeaderRows headers={draft.headers} faults={faults} onChange={(headers) => onChange({ headers })} />
      )}
      <LastingFields draft={draft} faults={faults} onChange={onChange} />
    </>
  );
}

/** How it is watched, and what happens when it is lost. */
function LastingFields({ draft, faults, onChange }: ConnectionFieldsProps) {
  return (
    <div className={styles.pair}>
      <NumberInput
        size="xs"
        label="Ping every"
        description={
          draft.via === 'relay'
            ? 'Seconds; 0 = never, 5 when not said'
            : 'Seconds; 0 = never, 5 when not said. Sends ping frames, so that it is never idle.'
        }
        suffix=" s"
        min={0}
        max={3600}
        value={draft.pingSeconds}
        error={faults.pingSeconds}
        onChange={(pingSeconds) => onChange({ pingSeconds })}
      />
      <Checkbox
        size="xs"
        label="Connect again when it is lost"
        description="With a growing pause; not after a close that would come again"
        checked={draft.reconnect}
        onChange={({ currentTarget }) => onChange({ reconnect: currentTarget.checked })}
      />
    </div>
  );
}

function WayField({ draft, onChange }: Pick<ConnectionFieldsProps, 'draft' | 'onChange'>) {
  const relayIsOff = useRelay(({ state }) => state === 'off');
  return (
    <div>
      <SegmentedControl
        size="xs"
        aria-label="Way"
        data={[
          { value: 'relay', label: "Through the gateway's relay" },
          { value: 'browser', label: 'Directly from this browser' },
        ]}
        value={draft.via}
        onChange={(value) => onChange({ via: value as ConnectionDraft['via'] })}
      />
      <p className="quiet">
        {draft.via === 'relay'
          ? 'Any server, any headers; shows the whole handshake and ping times.'
          : 'Only this gateway: the page may connect to no other. Headers and origin are the browser’s own, and what was exchanged in the handshake is not shown.'}
        {draft.via === 'relay' && relayIsOff && (
          <>
            {' '}
            It is off at this gateway: start it with <code>SIGNALBOX_RELAY=true</code>.
          </>
        )}
      </p>
    </div>
  );
}
