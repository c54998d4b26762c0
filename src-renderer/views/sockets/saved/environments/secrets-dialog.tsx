import { Button, Modal, PasswordInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { keepSecret, useVariables } from '../../variables/variables';

interface SecretsDialogProps {
  /** Of the variables. */
  names: readonly string[];
  onClose(): void;
}

/** Asks for the values of secret variables. Those given before stay unless others are typed. */
export function SecretsDialog({ names, onClose }: SecretsDialogProps) {
  const known = useVariables((state) => state.secrets);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keepSecret(Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== '')));
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title="Secrets" size="sm">
      <form onSubmit={submit}>
        <p className="quiet">Kept until this page is left, and in no file.</p>
        {names.map((name, at) => (
          <PasswordInput
            key={name}
            mt="xs"
            label={name}
            placeholder={Object.hasOwn(known, name) ? 'given' : ''}
            value={typed[name] ?? ''}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setTyped((old) => ({ ...old, [name]: value }));
            }}
            data-autofocus={at === 0 || undefined}
            autoComplete="off"
          />
        ))}
        <div className="dialog-actions">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button type="submit">Keep them</Button>
        </div>
      </form>
    </Modal>
  );
}
