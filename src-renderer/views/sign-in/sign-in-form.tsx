import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { formatDuration } from '../../components/format';
import { type ApiError, asApiError } from '../../connection/api-error';
import { signIn } from '../../connection/session';
import styles from './sign-in.module.css';

/** Takes the admin token and exchanges it for a session. */
export function SignInForm({ notice }: { notice: string | null }) {
  const field = useRef<HTMLInputElement>(null);
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (asking) return;
    if (token.trim() === '') {
      setProblem('Enter the admin token first.');
      field.current?.focus();
      return;
    }
    setAsking(true);
    setProblem(null);
    try {
      await signIn(token.trim());
    } catch (error) {
      setAsking(false);
      setProblem(textFor(asApiError(error)));
      field.current?.select();
    }
  };
  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)} autoComplete="off" noValidate>
      <h1>Sign in to this gateway</h1>
      <p className="quiet">
        <code>{location.host}</code>
      </p>
      {notice !== null && problem === null && <p className={styles.notice}>{notice}</p>}
      <PasswordInput
        ref={field}
        label="Admin token"
        autoComplete="off"
        autoFocus
        spellCheck={false}
        error={problem}
        errorProps={{ role: 'alert' }}
        value={token}
        onChange={(event) => {
          setToken(event.currentTarget.value);
          setProblem(null);
        }}
        visibilityToggleButtonProps={{ 'aria-label': 'Show the token' }}
      />
      <Button type="submit" loading={asking} fullWidth>
        Sign in
      </Button>
    </form>
  );
}

function textFor({ code, message, retryAfterMs }: ApiError): string {
  switch (code) {
    case 'UNAUTHORIZED':
      return 'The gateway does not know this token. One that was not configured is new at each start of the gateway.';
    case 'RATE_LIMITED':
      return `${message}: try again in ${formatDuration(Math.max(1000, retryAfterMs ?? 1000))}.`;
    default:
      return message;
  }
}
