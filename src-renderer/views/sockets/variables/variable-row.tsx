import { ActionIcon, PasswordInput, TextInput } from '@mantine/core';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { VariableValue } from '../../../../src-core/conversation/collection';
import { capture, forget, keepSecret, typedValue } from './variables';
import styles from './variables.module.css';

interface VariableRowProps {
  name: string;
  value: VariableValue;
  /** `captured`, `secrets`, or the environment's name. */
  from: string;
}

/** One variable: its value can be set anew; one of an environment goes before it then. */
export function VariableRow({ name, value, from }: VariableRowProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const isSecret = from === 'secrets';
  const Field = isSecret ? PasswordInput : TextInput;
  const set = () => {
    if (typed === null) return;
    if (isSecret) keepSecret({ [name]: typed });
    else capture({ [name]: typedValue(typed) });
    setTyped(null);
  };
  return (
    <li className={styles.row}>
      <code title={name}>{name}</code>
      <Field
        size="xs"
        aria-label={`Value of ${name}`}
        autoComplete="off"
        spellCheck={false}
        value={typed ?? String(value)}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={set}
        onKeyDown={(event) => event.key === 'Enter' && set()}
      />
      <span className={styles.source}>{from === 'secrets' ? 'secret' : from}</span>
      {from === 'captured' || isSecret ? (
        <ActionIcon
          variant="subtle"
          aria-label={`Forget ${name}`}
          title="Forget"
          onClick={() => forget(isSecret ? 'secrets' : 'captured', name)}
        >
          <Trash2 size={14} />
        </ActionIcon>
      ) : (
        <span />
      )}
    </li>
  );
}
