import { type FormEvent, useState } from 'react';

interface SignInProps {
  problem: string | null;
  onToken: (token: string) => void;
}

/** Asks for the token in a browser. The desktop has its own and never comes here. */
export function SignIn({ problem, onToken }: SignInProps) {
  const [token, setToken] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token.trim() !== '') onToken(token.trim());
  };
  return (
    <main className="sign-in">
      <h1>Signalbox</h1>
      <form onSubmit={submit}>
        <label htmlFor="token">Admin token</label>
        <input
          id="token"
          type="password"
          autoComplete="off"
          value={token}
          onChange={(event) => setToken(event.target.value)}
        />
        <button type="submit">Open the console</button>
      </form>
      {problem && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
      <p className="quiet">
        It is <code>adminToken</code> in <code>gateway.json</code>, in the data directory of this gateway.
      </p>
    </main>
  );
}
