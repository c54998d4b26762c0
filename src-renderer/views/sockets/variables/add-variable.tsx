import { Button, Checkbox, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { capture, keepSecret, nameFault, typedValue } from './variables';
import styles from './variables.module.css';

/** Sets a variable by hand. */
export function AddVariable() {
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const [secret, setSecret] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const add = (event: FormEvent) => {
    event.preventDefault();
    const wrong = nameFault(name);
    setFault(wrong);
    if (wrong !== null) return;
    if (secret) keepSecret({ [name]: value });
    else capture({ [name]: typedValue(value) });
    setName('');
    setValue('');
  };
  return (
    <form className={styles.add} onSubmit={add}>
      <TextInput
        size="xs"
        aria-label="Name of the variable"
        placeholder="name"
        value={name}
        error={fault}
        spellCheck={false}
        onChange={(event) => {
          setName(event.currentTarget.value);
          setFault(null);
        }}
      />
      <TextInput
        size="xs"
        type={secret ? 'password' : 'text'}
        autoComplete="off"
        aria-label="Value of the variable"
        placeholder="value"
        value={value}
        spellCheck={false}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <Checkbox
        size="xs"
        label="Secret"
        title="Kept in memory alone, and taken out of everything that is saved"
        checked={secret}
        onChange={(event) => setSecret(event.currentTarget.checked)}
      />
      <Button size="xs" type="submit" variant="default">
        Set
      </Button>
    </form>
  );
}
